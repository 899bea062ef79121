package io.distcomp.api;

import io.distcomp.queue.TaskQueue.Page;
import io.distcomp.task.JobStatus;
import io.distcomp.task.TaskCounts;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Jobs as JSON: the form of HTTP, SSE and the bus alike, and what hooks get. Pure. */
public final class JobJson {
  private JobJson() {}

  public static JsonObject of(JobStatus job) {
    return new JsonObject()
        .put("id", job.id().value())
        .put("name", job.name())
        .put("submitted_at", Times.text(job.submittedAt()))
        .put("state", job.state().word())
        .put("priority", job.priority())
        .put("limit", job.limit())
        .put("max_fails", job.holds().maxFails())
        .put("after", job.holds().after() == null ? null : job.holds().after().value())
        .put("not_before", Times.text(job.holds().notBefore()))
        .put("counts", counts(job.counts()))
        .put("eta_s", wholeSeconds(job.eta()));
  }

  static JsonObject page(Page<JobStatus> page) {
    JsonArray rows = new JsonArray();
    page.rows().forEach(job -> rows.add(of(job)));
    return new JsonObject().put("jobs", rows).put("next_cursor", page.nextCursor());
  }

  static JsonObject counts(TaskCounts counts) {
    return new JsonObject()
        .put("todo", counts.todo())
        .put("waiting", counts.waiting())
        .put("in_progress", counts.inProgress())
        .put("finished", counts.finished())
        .put("failed", counts.failed())
        .put("cancelled", counts.cancelled());
  }

  private static @Nullable Long wholeSeconds(@Nullable Duration eta) {
    return eta == null ? null : Long.valueOf(-Math.floorDiv(-eta.toMillis(), 1000L));
  }
}
