package io.distcomp.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How busy the processors of machines of all kinds are. */
class MachineCpusTest {

  @TempDir Path root;
  private MachineCpus processors;

  @BeforeEach
  void start() {
    processors = new MachineCpus(root);
  }

  /** Counters of all processors together, and that there are so many of them. */
  private void stat(int number, String counters) throws IOException {
    String each = "cpu0 1 1 1 1 1 1 1 1 1 1\n";
    Files.createDirectories(root.resolve("proc"));
    Files.writeString(
        root.resolve("proc/stat"),
        "cpu  " + counters + "\n" + each.repeat(number) + "intr 4711 0 1\nctxt 7\n");
  }

  @Test
  void itIsTheShareOfTimeSinceTheLastLookOfAllProcessors() throws IOException {
    stat(4, "100 10 50 1000 40 5 5 0 0 0");
    assertThat(processors.busyMillis()).isNull();

    // Of 400 ticks 240 were idle and 60 waited for a disk.
    stat(4, "150 20 70 1240 100 15 5 10 0 0");

    assertThat(processors.busyMillis()).isEqualTo(1000);
  }

  @Test
  void whatGuestsUseIsNotCountedTwice() throws IOException {
    stat(2, "0 0 0 0 0 0 0 0 0 0");
    assertThat(processors.busyMillis()).isNull();
    stat(2, "100 0 0 100 0 0 0 0 100 0");

    assertThat(processors.busyMillis()).isEqualTo(1000);
  }

  @Test
  void whereTheSystemDoesNotTellNothingIsSaid() throws IOException {
    assertThat(processors.busyMillis()).isNull();
    stat(2, "1 2");
    assertThat(processors.busyMillis()).isNull();
    Files.writeString(root.resolve("proc/stat"), "");
    assertThat(processors.busyMillis()).isNull();
    stat(2, "1 1 1 1 1 1 1 1 0 0");
    assertThat(processors.busyMillis()).isNull();
    assertThat(processors.busyMillis()).as("no time has passed").isNull();
  }

  @Test
  void countersThatGoBackAreNoBusyTime() throws IOException {
    stat(1, "100 0 0 100 100 0 0 0 0 0");
    assertThat(processors.busyMillis()).isNull();
    stat(1, "90 0 0 400 50 0 0 0 0 0");

    assertThat(processors.busyMillis()).isZero();
  }

  @Test
  void thisMachineTells() {
    MachineCpus real = new MachineCpus(Path.of("/"));
    assertThat(real.busyMillis()).isNull();
    long most = 1000L * Runtime.getRuntime().availableProcessors();

    Awaitility.await()
        .until(
            () -> {
              Long busy = real.busyMillis();
              return busy != null && busy > 0 && busy <= most;
            });
  }
}
