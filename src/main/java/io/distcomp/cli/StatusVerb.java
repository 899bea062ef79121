package io.distcomp.cli;

import io.distcomp.task.Counted;
import io.distcomp.task.TaskCounts;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;

/** {@code distcomp status}. Made by {@link Verbs}. */
@Command(
    name = "status",
    description = "Shows the queue as a whole.",
    footer = {"%nExample:%n", "  distcomp status -o json"})
final class StatusVerb extends Verb {

  StatusVerb(Session session) {
    super(session);
  }

  @Override
  public Integer call() {
    JsonObject status = node().get("/status");
    switch (output.format) {
      case JSON -> print(status);
      case QUIET -> {
        // That the node answers is all there is to say.
      }
      case TABLE -> show(status);
    }
    return ExitCode.OK;
  }

  private void show(JsonObject status) {
    Facts facts = new Facts(session.console());
    facts.say("node", node().url());
    TaskCounts counts = Json.counts(Json.object(status, "counts"));
    facts.say("tasks", tasks(counts));
    // Of nothing that is left no time can be left.
    Duration eta = counts.open() == 0 ? null : Json.seconds(status, "eta_s");
    facts.say("rate", rate(Json.object(status, "rates"), eta));
    facts.say("nodes", words(status.getValue("nodes")));
    facts.say("slots", words(status.getValue("slots")));
    facts.say("redis", words(status.getValue("redis")));
    facts.say("cluster", words(status.getValue("cluster")));
  }

  private static String tasks(TaskCounts counts) {
    return "%s queued, %s running, %s finished, %s failed, %s cancelled"
        .formatted(
            Counted.of(counts.todo() + counts.waiting()),
            Counted.of(counts.inProgress()),
            Counted.of(counts.finished()),
            Counted.of(counts.failed()),
            Counted.of(counts.cancelled()));
  }

  private static String rate(JsonObject rates, @Nullable Duration eta) {
    return Wording.rate(Json.decimal(rates, "finished_s"))
        + " finished, "
        + Wording.rate(Json.decimal(rates, "failed_s"))
        + " failed"
        + (eta == null ? "" : ", " + Wording.duration(eta) + " left");
  }

  /** Any value of the answer, so that what the API adds is shown too. */
  private static @Nullable String words(@Nullable Object value) {
    if (value instanceof JsonObject object) {
      return object.stream().map(StatusVerb::pair).collect(Collectors.joining(", "));
    }
    if (value instanceof JsonArray array) {
      return Counted.of(array.size());
    }
    return value instanceof Number number ? number(number) : value == null ? null : "" + value;
  }

  private static String pair(Map.Entry<String, Object> entry) {
    return entry.getKey().replace('_', ' ') + " " + words(entry.getValue());
  }

  private static String number(Number number) {
    return number.doubleValue() == number.longValue()
        ? Counted.of(number.longValue())
        : Wording.decimal(number.doubleValue());
  }
}
