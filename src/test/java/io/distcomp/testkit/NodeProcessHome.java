package io.distcomp.testkit;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A HOME of its own in which the fat jar is run. Made by a test, which closes it when all that it
 * started has ended; the jar is named by the system property {@code distcomp.jar}.
 */
public final class NodeProcessHome implements AutoCloseable {

  private static final long SECONDS_TO_END = 120;
  private static final List<String> JVM = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

  private static final String MAIN = "io.distcomp.DistComp";

  private final Path directory;

  private NodeProcessHome(Path directory) {
    this.directory = directory;
  }

  /** An empty one. */
  public static NodeProcessHome create() {
    try {
      Path directory = Files.createTempDirectory("distcomp-it-").toRealPath();
      Files.createDirectory(directory.resolve("tmp"));
      return new NodeProcessHome(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How one call of the program ended. */
  public record Ended(int exitCode, String out, String err) {}

  public Path directory() {
    return directory;
  }

  /** A file in it with this text. */
  public Path write(String name, String text) {
    try {
      return Files.writeString(directory.resolve(name), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Calls the program with these words and waits for its end. */
  public Ended run(String... words) {
    return run(List.of(words));
  }

  /** The same. */
  public Ended run(List<String> words) {
    try {
      File out = Files.createTempFile(directory, "out-", ".txt").toFile();
      File err = Files.createTempFile(directory, "err-", ".txt").toFile();
      Process process = builder(List.of(), words).redirectOutput(out).redirectError(err).start();
      if (!process.waitFor(SECONDS_TO_END, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError(words + " has not ended: " + Files.readString(err.toPath()));
      }
      return new Ended(
          process.exitValue(), Files.readString(out.toPath()), Files.readString(err.toPath()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  /**
   * The program with these words, not started yet: in this HOME, called from it, without input.
   *
   * @param jvm further arguments of the JVM
   */
  public ProcessBuilder builder(List<String> jvm, List<String> words) {
    return builder(jvm, Optional.empty(), words);
  }

  /** The same, with a folder before the jar on the class path. */
  ProcessBuilder builder(List<String> jvm, Optional<Path> classPath, List<String> words) {
    List<String> command = new ArrayList<>(jvm(directory));
    command.addAll(jvm);
    command.addAll(
        classPath
            .map(folder -> List.of("-cp", folder + File.pathSeparator + jar(), MAIN))
            .orElseGet(NodeProcessHome::jarArguments));
    command.addAll(words);
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectInput(new File("/dev/null"));
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(name -> name.startsWith("DISTCOMP"));
    environment.put("HOME", directory.toString());
    environment.put("TMPDIR", directory.resolve("tmp").toString());
    return builder;
  }

  /** The words that call the program in another folder, which has a folder {@code tmp}. */
  public static List<String> program(Path home) {
    List<String> command = new ArrayList<>(jvm(home));
    command.addAll(jarArguments());
    return command;
  }

  private static List<String> jvm(Path home) {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElseThrow());
    command.addAll(JVM);
    command.add("-Duser.home=" + home);
    command.add("-Djava.io.tmpdir=" + home.resolve("tmp"));
    return command;
  }

  private static List<String> jarArguments() {
    List<String> arguments = new ArrayList<>(ClassArchive.arguments());
    arguments.addAll(List.of("-jar", jar()));
    return arguments;
  }

  /** Where the fat jar is. */
  static String jar() {
    String jar = System.getProperty("distcomp.jar");
    if (jar == null || !Files.isRegularFile(Path.of(jar))) {
      throw new IllegalStateException("no fat jar at distcomp.jar=" + jar + "; run mvn package");
    }
    return Path.of(jar).toAbsolutePath().toString();
  }

  @Override
  public void close() {
    try (Stream<Path> files = Files.walk(directory)) {
      files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
