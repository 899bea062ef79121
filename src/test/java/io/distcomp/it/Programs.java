package io.distcomp.it;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Programs of others that a test needs; a machine without one skips the test and says so. */
final class Programs {
  private Programs() {}

  private static final int LIMIT_S = 60;

  /** What a program said, on both streams. */
  record Ended(int exitCode, String text) {}

  /** Where the program is; skips the test when it is nowhere. */
  static String need(String name) {
    String path = System.getenv("PATH");
    Path found =
        Stream.of(path.split(File.pathSeparator))
            .map(folder -> Path.of(folder, name))
            .filter(Files::isExecutable)
            .findFirst()
            .orElse(null);
    assumeTrue(found != null, name + " is not installed (Debian: prometheus)");
    return String.valueOf(found);
  }

  /** Runs it with this input and waits for its end. */
  static Ended run(Path folder, String input, String... words) throws Exception {
    Path in = Files.writeString(Files.createTempFile(folder, "in", ".txt"), input);
    Path out = Files.createTempFile(folder, "out", ".txt");
    Process process =
        new ProcessBuilder(List.of(words))
            .directory(folder.toFile())
            .redirectInput(in.toFile())
            .redirectErrorStream(true)
            .redirectOutput(out.toFile())
            .start();
    try {
      if (!process.waitFor(LIMIT_S, TimeUnit.SECONDS)) {
        throw new AssertionError(words[0] + " does not end: " + Files.readString(out));
      }
      return new Ended(process.exitValue(), Files.readString(out));
    } finally {
      process.destroyForcibly();
    }
  }

  /** The files of a folder, in another. */
  static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(file.getFileName().toString()));
      }
    }
  }
}
