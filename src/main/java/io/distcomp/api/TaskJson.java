package io.distcomp.api;

import io.distcomp.queue.TaskQueue.Page;
import io.distcomp.task.Attempt;
import io.distcomp.task.Outcome;
import io.distcomp.task.ProcessUse;
import io.distcomp.task.Resources;
import io.distcomp.task.TaskSpec;
import io.distcomp.task.TaskStatus;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tasks as JSON: the form of HTTP and the bus alike. Pure. */
final class TaskJson {
  private TaskJson() {}

  static JsonObject of(TaskStatus task) {
    TaskSpec spec = task.spec();
    return new JsonObject()
        .put("id", task.id().toString())
        .put("job", task.id().job().value())
        .put("state", task.state().word())
        .put("type", spec.type().word())
        .put("command", spec.command())
        .put("priority", spec.priority())
        .put("mem_gb", spec.needs().gb())
        .put("cpus", spec.needs().cpus())
        .put("timeout_s", Times.seconds(spec.timeout()))
        .put("tags", new JsonArray(List.copyOf(spec.tags())))
        .put("cwd", spec.cwd())
        .put("not_before", Times.text(task.notBefore()))
        .put("reason", task.reason())
        .put("attempts", attempts(task.attempts()));
  }

  static JsonObject page(Page<TaskStatus> page) {
    JsonArray rows = new JsonArray();
    page.rows().forEach(task -> rows.add(of(task)));
    return new JsonObject().put("tasks", rows).put("next_cursor", page.nextCursor());
  }

  private static JsonArray attempts(List<Attempt> attempts) {
    JsonArray rows = new JsonArray();
    attempts.forEach(attempt -> rows.add(attempt(attempt)));
    return rows;
  }

  private static JsonObject attempt(Attempt attempt) {
    Outcome outcome = attempt.outcome();
    return new JsonObject()
        .put("node", attempt.node())
        .put("started_at", Times.text(attempt.startedAt()))
        .put("ended_at", Times.text(attempt.endedAt()))
        .put("outcome", outcome == null ? null : outcome.kind().word())
        .put("exit_code", outcome == null ? null : outcome.exitCode())
        .put("signal", outcome == null ? null : outcome.signal())
        .put("reason", outcome == null ? null : outcome.reason())
        .put("cpu_s", Times.seconds(attempt.cpu()))
        .put("peak_mem_gb", gb(attempt.peakMemoryBytes()))
        .put("background_killed", attempt.backgroundKilled());
  }

  /** What a running task uses; null for one that does not run. */
  static JsonObject of(@Nullable ProcessUse use) {
    ProcessUse sample = use == null || use.peakMemoryBytes() == 0 ? null : use;
    return new JsonObject()
        .put("running", use != null)
        .put("cpu_s", sample == null ? null : Times.seconds(sample.cpu()))
        .put("mem_gb", sample == null ? null : gb(sample.memoryBytes()))
        .put("peak_mem_gb", sample == null ? null : gb(sample.peakMemoryBytes()));
  }

  private static @Nullable BigDecimal gb(@Nullable Long bytes) {
    return bytes == null ? null : new Resources(bytes, 0).gb();
  }
}
