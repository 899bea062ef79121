package io.distcomp.cli;

import io.distcomp.task.Counted;
import io.distcomp.task.JobId;
import io.distcomp.task.JobStatus;
import io.distcomp.task.TaskCounts;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code distcomp job ID}. Made by {@link Verbs}. */
@Command(
    name = "job",
    description = "Shows one job.",
    footer = {"%nExamples:%n", "  distcomp job 12", "  distcomp job last -o json"})
final class JobVerb extends Verb {

  @Parameters(
      paramLabel = "JOB",
      defaultValue = "last",
      converter = SelectorConverter.OneJob.class,
      description = "A job (12) or last (the default).")
  Selector selector = new Selector.Last();

  JobVerb(Session session) {
    super(session);
  }

  @Override
  public Integer call() {
    JobFinder finder = new JobFinder(node());
    JobId id = finder.one(selector);
    JsonObject json = finder.json(id);
    switch (output.format) {
      case JSON -> print(json);
      case QUIET -> print(id.toString());
      case TABLE -> show(Json.job(json), json);
    }
    return ExitCode.OK;
  }

  private void show(JobStatus job, JsonObject json) {
    TaskCounts counts = job.counts();
    Facts facts = new Facts(session.console());
    facts.say("job", job.id() + "  " + job.name());
    facts.say("state", job.state().word());
    facts.say("progress", ProgressText.words(job, new Pace()));
    facts.say("queued", Counted.of(counts.todo() + counts.waiting()));
    facts.say("finished", Counted.of(counts.finished()));
    facts.say("submitted", session.time(job.submittedAt()));
    facts.say("priority", job.priority());
    facts.say("limit", job.limit());
    facts.say("max fails", json.getValue("max_fails"));
    facts.say("after", json.getValue("after"));
    facts.say("not before", notBefore(json));
    if (counts.failed() > 0) {
      facts.say("failures", "distcomp tasks " + job.id() + " --state failed");
    }
  }

  private @Nullable String notBefore(JsonObject json) {
    Instant time = Json.instant(json, "not_before");
    return time == null ? null : session.time(time);
  }
}
