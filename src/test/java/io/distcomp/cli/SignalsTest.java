package io.distcomp.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Signals of a real process. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SignalsTest {

  private static final String TARGET = Target.class.getName();

  @Test
  void theFirstSignalAndTheSecondAreToldApart() throws IOException, InterruptedException {
    // Whatever runs the tests may ignore it, as a shell does for what it runs beside itself.
    Process process =
        new ProcessBuilder("env", "--default-signal=INT", java(), "-cp", classPath(), TARGET)
            .start();
    try {
      InputStream out = process.getInputStream();
      assertThat(line(out)).isEqualTo("ready");
      kill(process, "TERM");
      assertThat(line(out)).isEqualTo("first");
      kill(process, "INT");
      assertThat(line(out)).isEqualTo("again");
      assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(7);
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void aSignalThatWasIgnoredOnPurposeStaysIgnored() throws IOException, InterruptedException {
    String command = "trap '' HUP; exec \"$0\" -cp \"$1\" \"$2\"";
    Process process =
        new ProcessBuilder("/bin/sh", "-c", command, java(), classPath(), TARGET).start();
    try {
      assertThat(line(process.getInputStream())).isEqualTo("ready");
      kill(process, "HUP");
      kill(process, "TERM");
      assertThat(line(process.getInputStream())).isEqualTo("first");
      kill(process, "TERM");
      assertThat(line(process.getInputStream())).isEqualTo("again");
    } finally {
      process.destroyForcibly();
    }
  }

  /** The process that gets the signals. */
  static final class Target {
    private Target() {}

    public static void main(String[] args) throws InterruptedException {
      CountDownLatch second = new CountDownLatch(1);
      Signals.Handle handle =
          Signals.ofProcess()
              .onStop(
                  () -> System.out.println("first"),
                  () -> {
                    System.out.println("again");
                    second.countDown();
                  });
      System.out.println("ready");
      second.await();
      handle.close();
      System.exit(7);
    }
  }

  private static void kill(Process process, String signal) throws IOException {
    Process kill = new ProcessBuilder("kill", "-" + signal, "" + process.pid()).start();
    await().until(() -> !kill.isAlive());
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
      line.append((char) c);
    }
    return new String(
        line.toString().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }

  private static String java() {
    return ProcessHandle.current().info().command().orElseThrow();
  }

  private static String classPath() {
    return System.getProperty("java.class.path");
  }
}
