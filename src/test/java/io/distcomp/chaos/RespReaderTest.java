package io.distcomp.chaos;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where values end, in any nesting and cut anywhere. */
class RespReaderTest {

  private static final long SEED = Long.getLong("distcomp.chaos.seed", System.nanoTime());

  @Test
  void everyValueEndsWhereItWasMadeToEnd() {
    Random random = new Random(SEED);
    for (int round = 0; round < 300; round++) {
      List<String> values = new ArrayList<>();
      for (int i = random.nextInt(8); i >= 0; i--) {
        values.add(value(random, 0));
      }
      assertThat(split(RespReader.ofReplies(), String.join("", values), random))
          .as("seed %d", SEED)
          .isEqualTo(values);
    }
  }

  private static String value(Random random, int depth) {
    int kinds = depth < 4 ? 14 : 10;
    return switch (random.nextInt(kinds)) {
      case 0 -> "+OK\r\n";
      case 1 -> "-ERR no\r\n";
      case 2 -> ":" + random.nextLong() + "\r\n";
      case 3 -> "$-1\r\n";
      case 4 -> "*-1\r\n";
      case 5 -> "_\r\n";
      case 6 -> "#t\r\n,1.5\r\n".substring(0, 4);
      case 7 -> "*0\r\n";
      case 8 -> bulk("$", random);
      case 9 -> bulk(random.nextBoolean() ? "!" : "=", random);
      case 10 -> many("*", 1, random, depth);
      case 11 -> many("%", 2, random, depth);
      case 12 -> many("~", 1, random, depth);
      default -> many(">", 1, random, depth);
    };
  }

  /** Its content looks like the protocol now and then. */
  private static String bulk(String type, Random random) {
    String text =
        "*2\r\n$3\r\nGET\r\nx\0".repeat(random.nextInt(4)) + "é".repeat(random.nextInt(3));
    return type + text.length() + "\r\n" + text + "\r\n";
  }

  private static String many(String type, int each, Random random, int depth) {
    int n = random.nextInt(4);
    StringBuilder text = new StringBuilder(type + n + "\r\n");
    for (int i = 0; i < n * each; i++) {
      text.append(value(random, depth + 1));
    }
    return text.toString();
  }

  private static List<String> split(RespReader reader, String stream, Random random) {
    List<String> found = new ArrayList<>();
    StringBuilder present = new StringBuilder();
    byte[] all = stream.getBytes(ISO_8859_1);
    for (int from = 0; from < all.length; ) {
      int n = Math.min(all.length - from, 1 + random.nextInt(random.nextBoolean() ? 1 : 40));
      ByteBuffer piece = ByteBuffer.wrap(all, from, n);
      while (piece.hasRemaining()) {
        int start = piece.position();
        boolean ended = reader.read(piece);
        present.append(new String(all, start, piece.position() - start, ISO_8859_1));
        if (ended) {
          found.add(present.toString());
          present.setLength(0);
        }
      }
      from += n;
    }
    assertThat(present).as("left over").isEmpty();
    return found;
  }

  @Test
  void aCommandIsItsWordsInCapitalsOrNotAndAlsoWithoutTheProtocol() {
    assertThat(request("*3\r\n$7\r\nevalsha\r\n$3\r\nabc\r\n$1\r\n0\r\n"))
        .isEqualTo(new RespRequest("EVALSHA", 3, "abc"));
    assertThat(request("ping hello\r\n")).isEqualTo(new RespRequest("PING", 2, "hello"));
    assertThat(request("*1\r\n$4\r\nPING\r\n")).isEqualTo(new RespRequest("PING", 1, ""));
  }

  private static RespRequest request(String bytes) {
    RespReader reader = RespReader.ofRequests();
    assertThat(reader.read(ByteBuffer.wrap(bytes.getBytes(ISO_8859_1)))).isTrue();
    return RespRequest.of(reader);
  }

  @ParameterizedTest
  @ValueSource(strings = {"HTTP/1.1 200 OK\r\n", "\r\n", "*x\r\n", "$\r\n", "*1\r\nfoo\r\n"})
  void whatIsNotRespIsRefused(String bytes) {
    RespReader reader = RespReader.ofReplies();
    ByteBuffer in = ByteBuffer.wrap(bytes.getBytes(ISO_8859_1));

    assertThatThrownBy(() -> reader.read(in)).isInstanceOf(RespReader.NotRespException.class);
  }
}
