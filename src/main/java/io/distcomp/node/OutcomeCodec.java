package io.distcomp.node;

import io.distcomp.task.Attempt;
import io.distcomp.task.AttemptReport;
import io.distcomp.task.CapturedStream;
import io.distcomp.task.Outcome;
import io.distcomp.task.TaskId;
import io.distcomp.task.Token;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A report as bytes, for the disk: a version, the names, the attempt, both streams as they are.
 * Pure; used by {@link OutcomeSpool} and its reader.
 */
final class OutcomeCodec {

  private static final int VERSION = 1;

  private OutcomeCodec() {}

  static byte[] encode(AttemptReport report) {
    ByteArrayOutputStream bytes =
        new ByteArrayOutputStream(Math.toIntExact(256 + report.inlineBytes()));
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(VERSION);
      text(out, report.id().toString());
      text(out, report.token().toString());
      attempt(out, report.attempt());
      stream(out, report.stdout());
      stream(out, report.stderr());
    } catch (IOException e) { // memory has no such faults
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static void attempt(DataOutputStream out, Attempt attempt) throws IOException {
    text(out, attempt.node());
    instant(out, attempt.startedAt());
    optional(out, attempt.endedAt(), OutcomeCodec::instant);
    optional(out, attempt.outcome(), OutcomeCodec::outcome);
    optional(out, attempt.cpu(), OutcomeCodec::duration);
    optional(out, attempt.peakMemoryBytes(), DataOutputStream::writeLong);
    out.writeBoolean(attempt.backgroundKilled());
  }

  private static void outcome(DataOutputStream out, Outcome outcome) throws IOException {
    text(out, outcome.kind().word());
    optional(out, outcome.exitCode(), DataOutputStream::writeInt);
    optional(out, outcome.signal(), DataOutputStream::writeInt);
    optional(out, outcome.reason(), OutcomeCodec::text);
  }

  private static void stream(DataOutputStream out, CapturedStream stream) throws IOException {
    bytes(out, stream.head());
    bytes(out, stream.tail());
    out.writeLong(stream.length());
    optional(out, stream.file(), OutcomeCodec::text);
    out.writeLong(stream.fileLength());
  }

  private interface Writer<T> {
    void write(DataOutputStream out, T value) throws IOException;
  }

  private static <T> void optional(DataOutputStream out, @Nullable T value, Writer<T> writer)
      throws IOException {
    out.writeBoolean(value != null);
    if (value != null) {
      writer.write(out, value);
    }
  }

  private static void duration(DataOutputStream out, Duration duration) throws IOException {
    out.writeLong(duration.getSeconds());
    out.writeInt(duration.getNano());
  }

  private static void instant(DataOutputStream out, Instant instant) throws IOException {
    out.writeLong(instant.getEpochSecond());
    out.writeInt(instant.getNano());
  }

  private static void text(DataOutputStream out, String text) throws IOException {
    bytes(out, text.getBytes(StandardCharsets.UTF_8));
  }

  private static void bytes(DataOutputStream out, byte[] bytes) throws IOException {
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  /**
   * Reads what {@link #encode} wrote.
   *
   * @throws IOException when the bytes are something else, or of another version
   */
  static AttemptReport decode(byte[] bytes) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
    try {
      int version = in.readByte();
      if (version != VERSION) {
        throw new IOException("version " + version + " of an outcome is not known here");
      }
      TaskId id = TaskId.parse(text(in));
      Token token = Token.parse(text(in));
      AttemptReport report = new AttemptReport(id, token, attempt(in), stream(in), stream(in));
      if (in.available() > 0) {
        throw new IOException(in.available() + " bytes too many in an outcome");
      }
      return report;
    } catch (IllegalArgumentException | DateTimeException | ArithmeticException e) {
      throw new IOException("not an outcome: " + e.getMessage(), e);
    }
  }

  /** The task that bytes of {@link #encode} are about, when that much of them can be read. */
  static @Nullable TaskId idOf(byte[] bytes) {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
    try {
      return in.readByte() == VERSION ? TaskId.parse(text(in)) : null;
    } catch (IOException | IllegalArgumentException e) { // damaged, which its caller knows
      return null;
    }
  }

  private static Attempt attempt(DataInputStream in) throws IOException {
    String node = text(in);
    Instant started = instant(in);
    Instant ended = in.readBoolean() ? instant(in) : null;
    Outcome outcome = in.readBoolean() ? outcome(in) : null;
    Duration cpu = in.readBoolean() ? Duration.ofSeconds(in.readLong(), in.readInt()) : null;
    Long peak = in.readBoolean() ? Long.valueOf(in.readLong()) : null;
    return new Attempt(node, started, ended, outcome, cpu, peak, in.readBoolean());
  }

  private static Outcome outcome(DataInputStream in) throws IOException {
    return new Outcome(Outcome.Kind.ofWord(text(in)), number(in), number(in), optionalText(in));
  }

  private static CapturedStream stream(DataInputStream in) throws IOException {
    return new CapturedStream(bytes(in), bytes(in), in.readLong(), optionalText(in), in.readLong());
  }

  private static Instant instant(DataInputStream in) throws IOException {
    return Instant.ofEpochSecond(in.readLong(), in.readInt());
  }

  private static @Nullable Integer number(DataInputStream in) throws IOException {
    return in.readBoolean() ? Integer.valueOf(in.readInt()) : null;
  }

  private static @Nullable String optionalText(DataInputStream in) throws IOException {
    return in.readBoolean() ? text(in) : null;
  }

  private static String text(DataInputStream in) throws IOException {
    return new String(bytes(in), StandardCharsets.UTF_8);
  }

  /** A damaged length must not ask for memory that the record cannot fill. */
  private static byte[] bytes(DataInputStream in) throws IOException {
    int length = in.readInt();
    if (length < 0 || length > in.available()) {
      throw new IOException("a length of " + length + " in an outcome");
    }
    return in.readNBytes(length);
  }
}
