package io.distcomp.cli;

import io.distcomp.cli.NodeLauncher.RunningNode;
import io.distcomp.config.Config;
import io.distcomp.task.Counted;
import io.distcomp.task.JobStatus;
import io.distcomp.task.TaskCounts;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** One {@code run}: a node of its own from its start to its end. Used by {@link RunVerb} alone. */
final class Run {

  private static final String MORE =
      "more: the same with --keep leaves the node up, or --retry-failed tries them again";

  private final Session session;
  private final Format format;
  private final boolean retryFailed;
  private final boolean keep;
  private final AtomicReference<@Nullable JobWatch> watching = new AtomicReference<>();

  Run(Session session, Format format, boolean retryFailed, boolean keep) {
    this.session = session;
    this.format = format;
    this.retryFailed = retryFailed;
    this.keep = keep;
  }

  int run(Config config, Submission submission, Query query) throws NodeStartException {
    try (OwnNode own = new OwnNode(session, this::stopWatching)) {
      RunningNode node = own.start(config);
      session.console().note("dashboard: " + node.loginLink());
      try {
        return served(config, node, own, submission, query);
      } finally {
        node.drain();
        int unused = own.await(node);
      }
    }
  }

  private int served(
      Config config, RunningNode node, OwnNode own, Submission submission, Query query) {
    NodeClient client = OwnNode.client(node, config);
    Instant start = session.clock().instant();
    JobStatus job = submitted(client, submission, query);
    JobStatus end = watched(client, node, own, job);
    show(client, end, Duration.between(start, session.clock().instant()));
    if (keep) {
      session.console().note("the node stays until Ctrl-C: " + node.loginLink());
      int unused = own.await(node);
    }
    return JobEnd.exitCode(end);
  }

  private JobStatus submitted(NodeClient client, Submission submission, Query query) {
    Submitter.Answer answer = new Submitter(client).send(submission, query);
    new Receipt(session, null).rejected(answer, submission.label());
    JobStatus job = answer.job();
    sayBefore(answer, job.counts());
    if (!retryFailed || job.counts().failed() == 0) {
      return job;
    }
    JsonObject unused = client.post("/jobs/" + job.id() + "/retry");
    return Json.job(client.get("/jobs/" + job.id()));
  }

  private void sayBefore(Submitter.Answer answer, TaskCounts counts) {
    if (answer.duplicates() > 0 && counts.finished() > 0) {
      session.console().note(before(counts, "finished", counts.finished()));
    }
    if (answer.duplicates() > 0 && counts.failed() > 0 && !retryFailed) {
      session
          .console()
          .note(before(counts, "failed", counts.failed()) + "; --retry-failed tries them again");
    }
  }

  private static String before(TaskCounts counts, String word, long count) {
    return Counted.of(count) + " of " + Counted.of(counts.total()) + " " + word + " before";
  }

  /** A node that ends by itself would be waited for in vain. */
  private JobStatus watched(NodeClient client, RunningNode node, OwnNode own, JobStatus job) {
    JobWatch watch = new JobWatch(session, client);
    watching.set(watch);
    CompletableFuture<Void> ended = node.stopped().thenRun(watch::stop).toCompletableFuture();
    if (own.isStopWanted()) {
      watch.stop();
    }
    Optional<JobStatus> end = watch.untilEnd(job);
    if (end.isPresent()) {
      return end.get();
    }
    if (!own.isStopWanted()) {
      throw CliException.unavailable(
          "the node ended before its tasks; what it said is above. The same call again goes on"
              + (ended.isCompletedExceptionally() ? " (it failed)" : ""));
    }
    throw new CliException(
        ExitCode.INTERRUPTED, "stopped; the same call again goes on where this one ended");
  }

  private void show(NodeClient client, JobStatus end, Duration took) {
    switch (format) {
      case JSON -> session.console().out().println(jobJson(client, end));
      case QUIET -> session.console().out().println(end.id());
      case TABLE -> new JobEnd(session, client, MORE).print(end, took);
    }
  }

  private static String jobJson(NodeClient client, JobStatus end) {
    return client.get("/jobs/" + end.id()).encodePrettily();
  }

  private void stopWatching() {
    JobWatch watch = watching.get();
    if (watch != null) {
      watch.stop();
    }
  }
}
