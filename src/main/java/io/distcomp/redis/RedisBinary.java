package io.distcomp.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A redis-server program: the machine's own when it is new enough, else the one inside the {@code
 * org.signal:embedded-redis} artifact. Used by {@link EmbeddedRedis} and by the test kit.
 *
 * @param shipped unpacked from the artifact
 */
public record RedisBinary(Path path, RedisVersion version, boolean shipped) {

  private static final String SHIPPED_VERSION = "7.0.15";
  private static final long VERSION_SECONDS = 10;

  /**
   * Finds or unpacks one.
   *
   * @param searchPath directories as in PATH; empty to take the shipped one
   * @param unpackInto where the shipped one is put, with mode 0700
   */
  public static RedisBinary find(String searchPath, Path unpackInto) throws EmbeddedRedisException {
    Optional<RedisBinary> own = onPath(searchPath);
    return own.isPresent() ? own.get() : unpack(unpackInto);
  }

  private static Optional<RedisBinary> onPath(String searchPath) {
    return Programs.find("redis-server", searchPath)
        .flatMap(path -> usable(path, false).stream())
        .findFirst();
  }

  private static Optional<RedisBinary> usable(Path path, boolean shipped) {
    return version(path)
        .filter(RedisVersion::isUsable)
        .map(version -> new RedisBinary(path, version, shipped));
  }

  private static Optional<RedisVersion> version(Path path) {
    try {
      Process process =
          new ProcessBuilder(path.toString(), "--version")
              .redirectErrorStream(true)
              .redirectInput(Redirect.from(new File("/dev/null")))
              .start();
      try (InputStream out = process.getInputStream()) {
        // The one line of a version fits the pipe, so waiting before reading cannot block it.
        return process.waitFor(VERSION_SECONDS, TimeUnit.SECONDS)
            ? RedisVersion.in(new String(out.readAllBytes(), UTF_8))
            : Optional.empty();
      } finally {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private static RedisBinary unpack(Path directory) throws EmbeddedRedisException {
    String name = "redis-server-" + SHIPPED_VERSION + "-" + platform();
    try (InputStream content = RedisBinary.class.getResourceAsStream("/" + name)) {
      if (content == null) {
        throw new EmbeddedRedisException(
            "no redis-server "
                + RedisVersion.OLDEST
                + " or newer on the PATH, and none is shipped for this platform ("
                + platform()
                + "). Install Redis, or set redis_host to a Redis server.");
      }
      Path binary = write(content.readAllBytes(), directory, "redis-server-" + SHIPPED_VERSION);
      return usable(binary, true).orElseThrow(() -> doesNotRun(binary));
    } catch (IOException e) {
      throw new EmbeddedRedisException(
          "cannot unpack redis-server into " + directory + ": " + e.getMessage(), e);
    }
  }

  private static EmbeddedRedisException doesNotRun(Path binary) {
    return new EmbeddedRedisException(
        binary
            + " does not run on this machine (is data_dir on a file system mounted noexec?)."
            + " Install Redis "
            + RedisVersion.OLDEST
            + " or newer, or set redis_host to a Redis server.");
  }

  private static Path write(byte[] content, Path directory, String name) throws IOException {
    PrivateFiles.directory(directory);
    Path target = directory.resolve(name);
    if (!holds(target, content)) {
      // A rename: a server that still runs from the old file keeps it.
      Path fresh = PrivateFiles.program(directory, content);
      Files.move(
          fresh, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
    linkChecker(directory, name);
    return target;
  }

  private static boolean holds(Path file, byte[] content) throws IOException {
    return Files.isExecutable(file) && Arrays.equals(Files.readAllBytes(file), content);
  }

  /** The server's program is the checker too when it is called by that name. */
  private static void linkChecker(Path directory, String name) throws IOException {
    Path link = directory.resolve("redis-check-aof");
    if (!Files.exists(link)) {
      Files.deleteIfExists(link);
      Files.createSymbolicLink(link, Path.of(name));
    }
  }

  /** The program that checks and repairs an append-only file of this server. */
  String checker() {
    Path sibling = path.resolveSibling("redis-check-aof");
    return Files.isExecutable(sibling) ? sibling.toString() : "redis-check-aof";
  }

  private static String platform() {
    return system(System.getProperty("os.name")) + "-" + processor(System.getProperty("os.arch"));
  }

  private static String system(String name) {
    return name.toLowerCase(Locale.ROOT).startsWith("mac")
        ? "darwin"
        : name.toLowerCase(Locale.ROOT);
  }

  private static String processor(String name) {
    return switch (name) {
      case "x86_64", "amd64" -> "amd64";
      case "aarch64", "arm64" -> "arm64";
      case "x86", "i386", "i686" -> "386";
      default -> name;
    };
  }
}
