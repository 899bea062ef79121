package io.distcomp.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How busy the machine's processors are. Confined to the heartbeat's event loop; reads a file of
 * the kernel that answers from memory.
 */
final class MachineCpus {

  /** Of the counters of a processor: user, nice, system, idle, iowait, irq, softirq, steal. */
  private static final int COUNTERS = 8;

  private static final int IDLE = 3;
  private static final int IOWAIT = 4;

  private final Path file;
  private @Nullable Ticks last;

  /** {@code root} holds {@code proc}. */
  MachineCpus(Path root) {
    file = root.resolve("proc/stat");
  }

  /**
   * Thousandths of processors that were busy since the last call, on average; null at the first
   * one, and where the system does not tell.
   */
  @Nullable Long busyMillis() {
    Ticks now = read();
    Ticks before = last;
    last = now;
    if (now == null || before == null || now.all() <= before.all()) {
      return null;
    }
    double busy = (double) (now.busy() - before.busy()) / (now.all() - before.all());
    return Math.round(1000 * Math.max(0, Math.min(1, busy)) * now.processors());
  }

  private @Nullable Ticks read() {
    try (Stream<String> lines = Files.lines(file)) {
      return Ticks.of(lines.takeWhile(line -> line.startsWith("cpu")).toList());
    } catch (IOException | RuntimeException e) {
      return null;
    }
  }

  /** Time since the machine's start, of all processors together. */
  private record Ticks(long busy, long all, int processors) {

    /** The first line is about all processors, each other one about one of them. */
    static Ticks of(List<String> lines) {
      List<Long> counters =
          Stream.of(lines.get(0).split(" +")).skip(1).limit(COUNTERS).map(Long::valueOf).toList();
      long all = counters.stream().mapToLong(Long::longValue).sum();
      return new Ticks(all - counters.get(IDLE) - counters.get(IOWAIT), all, lines.size() - 1);
    }
  }
}
