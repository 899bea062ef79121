package io.distcomp.taskfile;

import static io.distcomp.taskfile.TaskFile.Format.AUTO;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Collections;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GzipTest {
  private static final String TEXT =
      String.join("\n", IntStream.range(0, 5000).mapToObj(i -> "shell:1:1:1:echo " + i).toList());

  @Test
  void gzipIsReadLikePlainText() {
    assertThat(Reading.of(Reading.gzip(TEXT.getBytes(UTF_8)), AUTO))
        .isEqualTo(Reading.of(TEXT, AUTO));
    assertThat(Reading.of(Reading.gzip("\ufeffls".getBytes(UTF_8)), AUTO).commands())
        .containsExactly("ls");
  }

  @Test
  void concatenatedMembersAreOneTextHoweverSlowlyTheyCome() {
    byte[] two = concat(gzip("echo a\nec"), gzip(""), gzip("ho b\n"), new byte[100]);

    assertThat(Reading.of(two, AUTO).commands()).containsExactly("echo a", "echo b");
    assertThat(Reading.of(new OneByOne(two), AUTO, Reading.NO_JOB, Limits.STANDARD, 1).commands())
        .containsExactly("echo a", "echo b");
  }

  @Test
  void aTruncatedStreamIsAMistakeWhereverItIsCut() {
    byte[] whole = gzip("ls\npwd\ndate\n");

    for (int length = 2; length < whole.length; length++) {
      Reading reading = Reading.of(Arrays.copyOf(whole, length), AUTO);
      assertThat(reading.codes()).as("cut at %d", length).containsExactly("E_GZIP");
      assertThat(reading.commands()).isSubsetOf("ls", "pwd", "date");
    }
  }

  @Test
  void aDamagedStreamIsAMistake() {
    byte[] whole = gzip(TEXT);
    byte[] sum = whole.clone();
    sum[sum.length - 6] ^= 1;
    byte[] inside = whole.clone();
    Arrays.fill(inside, 2000, 2100, (byte) 0xff);

    assertThat(Reading.of(sum, AUTO).said())
        .containsExactly("E_GZIP line 5000: the gzip check sum does not match the data");
    assertThat(Reading.of(inside, AUTO).codes()).contains("E_GZIP");
    assertThat(Reading.of(concat(gzip("ls\n"), new byte[] {'x'}), AUTO).said())
        .containsExactly("E_GZIP line 2: bytes that are not gzip follow the compressed data");
    assertThat(Reading.of(new byte[] {0x1f, (byte) 0x8b, 7, 0}, AUTO).said())
        .containsExactly("E_GZIP line 1: the gzip header is of an unknown kind");
  }

  @Test
  void aHeaderWithAllItsPartsIsSkipped() {
    byte[] plain = gzip("ls\n");
    byte[] header = {
      0x1f, (byte) 0x8b, 8, 2 | 4 | 8 | 16, 0, 0, 0, 0, 0, 3, 2, 0, 'x', 'y', 'n', 0, 'c', 0, 1, 2
    };

    assertThat(
            Reading.of(concat(header, Arrays.copyOfRange(plain, 10, plain.length)), AUTO)
                .commands())
        .containsExactly("ls");
  }

  @Test
  void aBombIsRefusedInBoundedMemory() {
    byte[] mebibyte = gzip("x".repeat(1 << 20));
    byte[][] members = Collections.nCopies(1025, mebibyte).toArray(byte[][]::new);

    Reading reading = Reading.of(concat(members), AUTO);

    assertThat(reading.codes()).containsExactly("E_LINE_TOO_LONG", "E_TOO_LARGE");
    assertThat(reading.mistakes().get(1).message()).contains("1073741824 bytes");
  }

  @Test
  void theCompressedBytesAreBoundedAsWell() {
    byte[] noise = new byte[5000];
    new Random(7).nextBytes(noise);
    InputStream in = new ByteArrayInputStream(Reading.gzip(noise));

    assertThat(Reading.of(in, AUTO, Reading.NO_JOB, new Limits(1000, 10), 10).codes())
        .containsAnyOf("E_GZIP", "E_TOO_LARGE");
  }

  private static byte[] gzip(String text) {
    return Reading.gzip(text.getBytes(UTF_8));
  }

  private static byte[] concat(byte[]... parts) {
    int length = Arrays.stream(parts).mapToInt(p -> p.length).sum();
    byte[] all = new byte[length];
    int at = 0;
    for (byte[] part : parts) {
      System.arraycopy(part, 0, all, at, part.length);
      at += part.length;
    }
    return all;
  }

  /** A stream that never says that more is there, and gives one byte at a time. */
  private static final class OneByOne extends FilterInputStream {
    OneByOne(byte[] bytes) {
      super(new ByteArrayInputStream(bytes));
    }

    @Override
    public int read(byte[] out, int from, int length) throws IOException {
      return super.read(out, from, Math.min(1, length));
    }

    @Override
    public int available() {
      return 0;
    }
  }
}
