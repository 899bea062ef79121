package io.distcomp.queue;

import io.distcomp.queue.TaskQueue.StoredOutput;
import io.distcomp.task.CapturedStream;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an attempt wrote, as one value: a line of words, then the bytes of both heads and tails. The
 * words: node, then for each stream length, head length, tail length, file length, file or -.
 */
final class Outputs {
  private Outputs() {}

  /** Empty when nothing was written. */
  static Buffer encode(String node, CapturedStream out, CapturedStream err) {
    if (out.isEmpty() && err.isEmpty()) {
      return Buffer.buffer();
    }
    return Buffer.buffer(node + words(out) + words(err) + "\n")
        .appendBytes(out.head())
        .appendBytes(out.tail())
        .appendBytes(err.head())
        .appendBytes(err.tail());
  }

  private static String words(CapturedStream s) {
    if (s.isEmpty()) {
      return " 0";
    }
    return " "
        + s.length()
        + " "
        + s.head().length
        + " "
        + s.tail().length
        + " "
        + s.fileLength()
        + " "
        + (s.file() == null ? "-" : s.file());
  }

  /** Reads what {@link #encode} wrote; empty when the bytes are something else. */
  static Optional<StoredOutput> read(Buffer value) {
    try {
      return Optional.of(decode(value));
    } catch (RuntimeException e) {
      return Optional.empty();
    }
  }

  private static StoredOutput decode(Buffer value) {
    byte[] bytes = value.getBytes();
    int end = 0;
    while (bytes[end] != '\n') {
      end++;
    }
    Reader reader =
        new Reader(
            new String(bytes, 0, end, StandardCharsets.UTF_8).split(" ", -1), bytes, end + 1);
    String node = reader.word();
    CapturedStream out = reader.stream();
    return new StoredOutput(node, out, reader.stream());
  }

  /** Walks over the words and the bytes behind them. */
  private static final class Reader {
    private final String[] words;
    private final byte[] bytes;
    private int next;
    private int at;

    Reader(String[] words, byte[] bytes, int at) {
      this.words = words;
      this.bytes = bytes;
      this.at = at;
    }

    String word() {
      return words[next++];
    }

    CapturedStream stream() {
      long length = Long.parseLong(word());
      if (length == 0) {
        return CapturedStream.EMPTY;
      }
      int head = Integer.parseInt(word());
      int tail = Integer.parseInt(word());
      long fileLength = Long.parseLong(word());
      String file = word();
      return new CapturedStream(take(head), take(tail), length, named(file), fileLength);
    }

    private byte[] take(int length) {
      byte[] part = Arrays.copyOfRange(bytes, at, at + length);
      at += length;
      return part;
    }

    private static @Nullable String named(String file) {
      return file.equals("-") ? null : file;
    }
  }
}
