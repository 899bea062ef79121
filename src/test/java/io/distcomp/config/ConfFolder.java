package io.distcomp.config;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** A folder with a conf.json and an invented machine. Each test makes its own. */
record ConfFolder(Path path, Machine machine) {

  static final long GB = 1L << 30;

  /** A machine of 64 GB whose home is within the folder. */
  static ConfFolder in(Path path) {
    String home = path.resolve("home").toString();
    return new ConfFolder(path, new Machine(home, "/ignored", "node7.example.org", 64 * GB, 8));
  }

  ConfFolder on(Machine other) {
    return new ConfFolder(path, other);
  }

  Path file() {
    return path.resolve("conf.json");
  }

  @CanIgnoreReturnValue
  ConfFolder write(String text) {
    return write(text.getBytes(StandardCharsets.UTF_8));
  }

  @CanIgnoreReturnValue
  ConfFolder write(byte[] text) {
    return write("conf.json", text, "rw-------");
  }

  @CanIgnoreReturnValue
  ConfFolder write(String name, byte[] text, String modes) {
    try {
      Path file = path.resolve(name);
      Files.write(file, text);
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(modes));
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  ConfigFile.Reading reading(String text) throws ConfigException {
    write(text);
    return ConfigFile.read(file(), machine);
  }

  Config read(String text) throws ConfigException {
    return reading(text).config();
  }

  /** What is refused, as {@code line:col: message} or {@code message}. */
  List<String> mistakes(String text) {
    write(text);
    return mistakes();
  }

  List<String> mistakes() {
    ConfigException refused =
        catchThrowableOfType(ConfigException.class, () -> ConfigFile.read(file(), machine));
    return refused == null ? List.of() : refused.mistakes().stream().map(this::shortened).toList();
  }

  List<String> warnings(String text) throws ConfigException {
    return read(text).warnings().stream().map(this::shortened).toList();
  }

  private String shortened(Object line) {
    return line.toString().replace(file() + ":", "").strip();
  }
}
