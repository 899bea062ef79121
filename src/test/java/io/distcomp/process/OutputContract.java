package io.distcomp.process;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.distcomp.process.ProcessListener.Exit;
import io.distcomp.task.CapturedStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every spawner must do with output. */
abstract class OutputContract extends SpawnerFixture {
  @Test
  void bytesThatAreNoTextAreKept() {
    byte[] bytes = run("printf '\\377\\000\\200a'").stdout().head();
    assertThat(bytes).containsExactly(0xff, 0, 0x80, 'a');
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        Commands.INLINE - 1,
        Commands.INLINE,
        Commands.INLINE + 1,
        2 * Commands.INLINE,
        2 * Commands.INLINE + 1,
        Commands.CAP - 1,
        Commands.CAP,
        Commands.CAP + 1,
        20 * Commands.CAP
      })
  void headTailAndFileMeetAtTheirLimits(int length) throws Exception {
    CapturedStream out = run("seq 1 1000000 | head -c " + length).stdout();
    String all = numbers(length);
    assertThat(out.length()).isEqualTo(length);
    int head = Math.min(length, Commands.INLINE);
    int tail = Math.min(length - head, Commands.INLINE);
    assertThat(new String(out.head(), ISO_8859_1)).isEqualTo(all.substring(0, head));
    assertThat(new String(out.tail(), ISO_8859_1)).isEqualTo(all.substring(length - tail));
    if (length <= Commands.INLINE) {
      assertThat(out.file()).isNull();
    } else {
      Path file = directory.resolve(out.file());
      assertThat(Files.readString(file))
          .isEqualTo(all.substring(0, Math.min(length, Commands.CAP)));
      assertThat(out.fileLength()).isEqualTo(Files.size(file));
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())))
          .isEqualTo("rwx------");
    }
  }

  private static String numbers(int length) {
    StringBuilder text = new StringBuilder();
    for (int i = 1; text.length() < length; i++) {
      text.append(i).append('\n');
    }
    return text.substring(0, length);
  }

  @Test
  void aFloodIsCountedAndItsFileEndsAtTheCap() throws Exception {
    long length = 300_000_000L;
    CapturedStream out = run("head -c " + length + " /dev/zero; echo the end").stdout();
    assertThat(out.length()).isEqualTo(length + 8);
    assertThat(Files.size(directory.resolve(out.file()))).isEqualTo(Commands.CAP);
    assertThat(new String(out.tail(), ISO_8859_1)).endsWith("\0the end\n");
  }

  @Test
  void aFileThatCannotBeWrittenIsReportedAndTheReadingGoesOn() throws Exception {
    Files.writeString(directory.resolve("job"), "in the way of the directory");
    Exit exit = run("head -c 500000 /dev/zero");
    assertThat(exit.exitCode()).isZero();
    assertThat(exit.outputError()).contains("cannot write job/1.out");
    assertThat(exit.stdout().length()).isEqualTo(500_000);
    assertThat(exit.stdout().file()).isNull();
  }

  @Test
  void aRunningCommandsOutputCanBeSeen() {
    Heard heard = start(commands.sh("echo one; echo two >&2; sleep 1000"));
    await()
        .untilAsserted(
            () -> {
              var live = heard.child().tail(3);
              assertThat(new String(live.stdout(), ISO_8859_1)).isEqualTo("ne\n");
              assertThat(live.stdoutLength()).isEqualTo(4);
              assertThat(new String(live.stderr(), ISO_8859_1)).isEqualTo("wo\n");
            });
    heard.kill(Duration.ZERO);
    assertThat(heard.exit().signal()).isEqualTo(9);
  }
}
