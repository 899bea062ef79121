package io.distcomp.cli;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Tasks that have ended, with the columns of GNU parallel's {@code --joblog}: the last attempt of
 * each. Line breaks and tabs of commands are escaped, as a line is a task. What is not known is 0,
 * and the exit value of an attempt that had none is -1, as parallel writes of a timeout.
 */
final class JoblogSheet implements TaskSheet {

  private static final String HEADER =
      "Seq\tHost\tStarttime\tJobRuntime\tSend\tReceive\tExitval\tSignal\tCommand\n";

  private final Writer out;

  JoblogSheet(Writer out) {
    this.out = out;
    add(HEADER);
  }

  @Override
  public void write(JsonObject task) {
    List<JsonObject> attempts = Json.objects(task, "attempts");
    if (attempts.isEmpty()) {
      return;
    }
    JsonObject last = attempts.get(attempts.size() - 1);
    Instant start = Json.instant(last, "started_at");
    Instant end = Json.instant(last, "ended_at");
    if (start != null && end != null) {
      add(line(task, last, start, Duration.between(start, end)));
    }
  }

  private static String line(JsonObject task, JsonObject last, Instant start, Duration runtime) {
    return String.join(
            "\t",
            Long.toString(Json.taskId(task).index()),
            Escape.line(Json.text(last, "node", "")),
            seconds(start.toEpochMilli(), 10),
            seconds(runtime.toMillis(), 10),
            "0",
            "0",
            Long.toString(exitValue(last)),
            Long.toString(number(last.getNumber("signal"), 0)),
            Escape.line(Json.text(task, "command", "")))
        + "\n";
  }

  private static long exitValue(JsonObject attempt) {
    boolean hasEnded =
        attempt.getValue("signal") != null || "succeeded".equals(attempt.getValue("outcome"));
    return number(attempt.getNumber("exit_code"), hasEnded ? 0 : -1);
  }

  private static long number(@Nullable Number value, long otherwise) {
    return value == null ? otherwise : value.longValue();
  }

  private static String seconds(long millis, int width) {
    return String.format(Locale.ROOT, "%" + width + ".3f", millis / 1000.0);
  }

  private void add(String line) {
    try {
      out.write(line);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
