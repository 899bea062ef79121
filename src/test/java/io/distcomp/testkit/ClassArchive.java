package io.distcomp.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The classes of the fat jar as a JVM keeps them in memory: hundreds of nodes and calls start in
 * two thirds of the time. Made by {@code bin/distcomp --prepare} when first asked for, once for
 * each jar; safe for use by many threads.
 */
final class ClassArchive {

  private static final long SECONDS_TO_END = 120;

  private ClassArchive() {}

  /** What a JVM is to be told that runs the jar by {@code -jar}; nothing where none can be made. */
  static List<String> arguments() {
    return Made.ARGUMENTS;
  }

  private static final class Made {
    static final List<String> ARGUMENTS = of(make());

    private static List<String> of(@Nullable Path archive) {
      return archive == null
          ? List.of()
          : List.of("-XX:SharedArchiveFile=" + archive, "-Xlog:cds=off");
    }
  }

  private static @Nullable Path make() {
    try {
      Path out = Files.createTempFile("distcomp-archive-", ".txt");
      Process process = prepare(out);
      boolean ended = process.waitFor(SECONDS_TO_END, TimeUnit.SECONDS);
      process.destroyForcibly();
      String text = Files.readString(out).strip();
      Files.delete(out);
      if (!ended || process.exitValue() != 0) {
        System.err.println("nodes start slowly: bin/distcomp --prepare made no archive: " + text);
        return null;
      }
      Path archive = Path.of(text);
      forgetOthers(archive);
      return archive;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static Process prepare(Path out) throws IOException {
    Path jar = Path.of(NodeProcessHome.jar());
    ProcessBuilder builder = new ProcessBuilder("bin/distcomp", "--prepare");
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(name -> name.startsWith("DISTCOMP"));
    environment.put("DISTCOMP_JAR", jar.toString());
    environment.put("JAVA_HOME", System.getProperty("java.home"));
    environment.put("XDG_CACHE_HOME", jar.resolveSibling("class-archive").toString());
    return builder.redirectErrorStream(true).redirectOutput(out.toFile()).start();
  }

  /** Those of jars that were built before. */
  private static void forgetOthers(Path archive) throws IOException {
    try (DirectoryStream<Path> all = Files.newDirectoryStream(archive.getParent(), "*.jsa")) {
      for (Path other : all) {
        if (!other.equals(archive)) {
          Files.delete(other);
        }
      }
    }
  }
}
