package io.distcomp.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;

/** What a process uses, as /proc says. Immutable; for the oracle's question about leaks. */
record Resources(long rssMegabytes, long files, long threads) {

  /** A heap of 160 MB, code, metaspace, buffers and stacks. */
  private static final long MOST_MEGABYTES = 450;

  /** Connections of clients and of the API, made when they are first used. */
  private static final long MORE_FILES = 48;

  /** Worker threads of Vert.x and the JDK, made when they are first used. */
  private static final long MORE_THREADS = 48;

  static Resources of(long pid) {
    Path process = Path.of("/proc/" + pid);
    try {
      long kilobytes =
          Files.readAllLines(process.resolve("status")).stream()
              .filter(line -> line.startsWith("VmRSS:"))
              .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
              .sum();
      return new Resources(kilobytes / 1024, count(process, "fd"), count(process, "task"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long count(Path process, String folder) {
    String[] names = Objects.requireNonNull(process.resolve(folder).toFile().list());
    return Arrays.stream(names).count();
  }

  /** Whether this could be the same process at rest later: nothing grows with the work done. */
  boolean isBoundFor(Resources later) {
    return later.rssMegabytes <= MOST_MEGABYTES
        && later.files <= files + MORE_FILES
        && later.threads <= threads + MORE_THREADS;
  }
}
