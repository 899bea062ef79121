package io.distcomp.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.distcomp.process.Command.OutputLimits;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputCaptureTest {
  @TempDir Path directory;

  @Test
  void anyChunksInAnyOrderGiveTheSameHeadTailAndFile() throws Exception {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int i = 0; i < 300; i++) {
      tryOne(random, "seed " + seed + ", case " + i, "o" + i);
    }
  }

  private void tryOne(Random random, String what, String name) throws Exception {
    int inline = random.nextInt(4) == 0 ? random.nextInt(3) : random.nextInt(10_000);
    int cap = random.nextInt(3) == 0 ? 0 : random.nextInt(40_000);
    OutputCapture capture =
        new OutputCapture(new OutputLimits(inline, cap, directory, name), ".out");
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int chunks = random.nextInt(12); chunks > 0; chunks--) {
      byte[] chunk = new byte[random.nextInt(9000)];
      random.nextBytes(chunk);
      all.write(chunk);
      capture.append(ByteBuffer.wrap(chunk));
      int max = random.nextInt(12_000);
      assertThat(capture.last(max))
          .as(what)
          .isEqualTo(end(all.toByteArray(), Math.min(max, known(all.size(), inline))));
    }
    capture.closeFile();
    check(capture, all.toByteArray(), inline, cap, what);
  }

  /** How many of the last bytes are in memory without a gap. */
  private static int known(int length, int inline) {
    return length <= 2 * inline ? length : inline;
  }

  private static byte[] end(byte[] all, int count) {
    return Arrays.copyOfRange(all, all.length - count, all.length);
  }

  private void check(OutputCapture capture, byte[] all, int inline, int cap, String what)
      throws Exception {
    var result = capture.result();
    int head = Math.min(inline, all.length);
    assertThat(result.length()).as(what).isEqualTo(all.length);
    assertThat(result.head()).as(what).isEqualTo(Arrays.copyOf(all, head));
    assertThat(result.tail()).as(what).isEqualTo(end(all, Math.min(inline, all.length - head)));
    if (all.length > inline && cap > 0) {
      assertThat(Files.readAllBytes(directory.resolve(result.file())))
          .as(what)
          .isEqualTo(Arrays.copyOf(all, Math.min(cap, all.length)));
    } else {
      assertThat(result.file()).as(what).isNull();
    }
    assertThat(capture.error()).as(what).isNull();
  }

  @Test
  void aFullDiskIsReportedAndEndsTheWriting() throws Exception {
    FileChannel full = FileChannel.open(Path.of("/dev/full"), StandardOpenOption.WRITE);
    OutputFile file = new OutputFile(full, "x", 1000);
    file.write(ByteBuffer.wrap(new byte[100]));
    file.write(ByteBuffer.wrap(new byte[100]));
    assertThat(file.error()).contains("cannot write x", "No space left");
    assertThat(full.isOpen()).isFalse();
    assertThat(file.length()).isZero();
    assertThat(file.nameIfAny()).isNull();
  }

  @Test
  void aFileThatExistsIsNeverOverwritten() throws Exception {
    Files.writeString(directory.resolve("x.out"), "precious");
    OutputCapture capture = new OutputCapture(new OutputLimits(10, 1000, directory, "x"), ".out");
    capture.append(ByteBuffer.wrap(new byte[100]));
    assertThat(capture.error()).contains("FileAlreadyExists");
    assertThat(Files.readString(directory.resolve("x.out"))).isEqualTo("precious");
  }
}
