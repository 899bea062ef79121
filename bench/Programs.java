package bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** Other programs of the machine, run to their end, and what they cost. */
final class Programs {

  private static final double TICKS_PER_SECOND = 100;

  private Programs() {}

  /** What it prints. Fails when it does not exit with 0. */
  static String output(String... command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes());
    int code = process.waitFor();
    if (code != 0) {
      throw new IOException(String.join(" ", command) + " exited with " + code);
    }
    return output;
  }

  /** Whether it is here and exits with 0. */
  static boolean works(String... command) throws InterruptedException {
    try {
      return new ProcessBuilder(command)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false; // there is no such program
    }
  }

  /** Deletes a folder with all that is in it. */
  static void remove(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }

  /** Milliseconds from its start to its end. Fails when it does not exit with 0. */
  static double milliseconds(List<String> command) throws IOException, InterruptedException {
    long start = System.nanoTime();
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    int code = process.waitFor();
    if (code != 0) {
      throw new IOException(String.join(" ", command) + " exited with " + code);
    }
    return (System.nanoTime() - start) / 1e6;
  }

  /** CPU seconds so far of a process, the ones it started, and all that they have waited for. */
  static double cpuSeconds(ProcessHandle process) {
    return Stream.concat(Stream.of(process), process.descendants())
        .mapToDouble(p -> cpuSeconds(p.pid()))
        .sum();
  }

  /** What the kernel says of a process in /proc, by the name of the line: KiB, or a count. */
  static long statusNumber(long pid, String line) throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc/" + pid + "/status"))) {
      return lines
          .filter(text -> text.startsWith(line))
          .map(text -> Long.parseLong(text.replaceAll("\\D", "")))
          .findFirst()
          .orElseThrow(() -> new IOException("process " + pid + " has no " + line));
    }
  }

  /** CPU seconds so far of a process and all that it has waited for. */
  static double cpuSeconds(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      return Arrays.stream(fields, 11, 15).mapToLong(Long::parseLong).sum() / TICKS_PER_SECOND;
    } catch (IOException e) {
      return 0; // it has ended; its parent has waited for it and counts it
    }
  }

  /** What still runs on other threads would keep a failed bench alive. */
  static void endAtFailure() {
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, e) -> {
          e.printStackTrace();
          System.exit(1);
        });
  }

  static void pause(long milliseconds) {
    LockSupport.parkNanos(milliseconds * 1_000_000);
  }
}
