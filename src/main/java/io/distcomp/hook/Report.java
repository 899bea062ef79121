package io.distcomp.hook;

import io.distcomp.api.JobJson;
import io.distcomp.api.NodeJson;
import io.distcomp.api.Times;
import io.distcomp.queue.Happening;
import io.distcomp.queue.QueueStatus;
import io.distcomp.task.Counted;
import io.distcomp.task.JobId;
import io.distcomp.task.JobStatus;
import io.distcomp.task.NodeStatus;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is told of an event: reads what it is about, as that is now. Made by {@link Teller}. */
final class Report {

  private final HookSetup setup;
  private final Happening event;

  Report(HookSetup setup, Happening event) {
    this.setup = setup;
    this.event = event;
  }

  /** Every field is always there; what an event is not about is null. */
  Future<JsonObject> json() {
    return switch (event.kind()) {
      case "job_finished", "job_failing" ->
          setup.queue().job(JobId.parse(event.about())).map(this::ofJob);
      case "node_lost" -> setup.queue().nodes().map(all -> ofNode(found(all)));
      default -> setup.queue().status().map(this::ofQueue);
    };
  }

  private Optional<NodeStatus> found(Iterable<NodeStatus> nodes) {
    for (NodeStatus node : nodes) {
      if (node.info().incarnation().value().equals(event.about())) {
        return Optional.of(node);
      }
    }
    return Optional.empty();
  }

  private JsonObject ofJob(Optional<JobStatus> job) {
    String name = job.map(j -> " (" + j.name() + ")").orElse("");
    String text =
        "job " + event.about() + name + ": " + job.map(this::sentence).orElse("it was removed");
    return json(text, job.map(JobJson::of).orElse(null), null);
  }

  private String sentence(JobStatus job) {
    return event.kind().equals("job_failing")
        ? "its first task has failed"
        : job.state().word()
            + ", "
            + Counted.of(job.counts().finished(), "task")
            + " finished, "
            + Counted.of(job.counts().failed())
            + " failed, "
            + Counted.of(job.counts().cancelled())
            + " cancelled";
  }

  /** A node that has registered again since is not known by what it was any more. */
  private JsonObject ofNode(Optional<NodeStatus> node) {
    String name = node.map(n -> " " + n.info().name()).orElse("");
    return json(
        "node" + name + " was lost; its tasks go to others",
        null,
        node.map(NodeJson::of).orElse(null));
  }

  private JsonObject ofQueue(QueueStatus status) {
    Instant since = Instant.ofEpochMilli(Long.parseLong(event.about()));
    String text =
        Counted.of(status.counts().todo(), "task", "waits", "wait")
            + ", and since "
            + Objects.requireNonNull(Times.text(since))
            + " none runs and none has ended";
    return json(text, null, null);
  }

  private JsonObject json(String text, @Nullable JsonObject job, @Nullable JsonObject node) {
    return new JsonObject()
        .put("id", event.id())
        .put("event", event.kind())
        .put("at", Times.text(event.at()))
        .put("try", event.tries())
        .put("queue", setup.config().redis().queue())
        .put("told_by", setup.self().name())
        .put("text", text)
        .put("job", job)
        .put("node", node);
  }
}
