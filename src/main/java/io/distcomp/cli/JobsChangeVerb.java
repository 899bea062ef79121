package io.distcomp.cli;

import io.distcomp.task.JobId;
import io.distcomp.task.JobStatus;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Parameters;

/** A verb that does one thing to whole jobs. The subclasses say what. */
abstract class JobsChangeVerb extends Verb {

  @Parameters(
      arity = "1..*",
      paramLabel = "JOB",
      converter = SelectorConverter.Jobs.class,
      description = "Jobs (12), last, or all.")
  List<Selector> selectors = new ArrayList<>();

  JobsChangeVerb(Session session) {
    super(session);
  }

  /** Which jobs {@code all} means. */
  abstract boolean concerns(JobStatus job);

  /** Returns when it may be done to all of these. */
  abstract void agree(List<JobStatus> all);

  /** Does it, and gives the API's answer. */
  abstract JsonObject change(JobId job);

  /** What was done, for people. */
  abstract String words(JobId job, JsonObject answer);

  @Override
  public final Integer call() {
    try {
      selectors.forEach(selector -> change(selector, new JobFinder(node())));
    } finally {
      printKept(); // what was done is said although the next could not be
    }
    return ExitCode.OK;
  }

  private void change(Selector selector, JobFinder finder) {
    if (selector instanceof Selector.All) {
      all(finder).forEach(job -> changeOne(job.id()));
    } else {
      changeOne(finder.one(selector));
    }
  }

  private List<JobStatus> all(JobFinder finder) {
    List<JobStatus> jobs = finder.all(this::concerns);
    if (jobs.isEmpty()) {
      sayNoJobs();
    } else {
      agree(jobs);
    }
    return jobs;
  }

  private void changeOne(JobId job) {
    JsonObject answer = change(job);
    if (isJson()) {
      keep(answer);
    } else if (isTable()) {
      print(words(job, answer));
    }
  }

  /** A job of the answer as it is called in words. */
  static String named(JobId job, JsonObject answer) {
    return "job " + job + " (" + Escape.line(Json.text(answer, "name", "job-" + job)) + ")";
  }

  /** The job as it is when it has ended, so that there is nothing to pause or to resume. */
  final Optional<JsonObject> ended(JobId job) {
    return Optional.of(new JobFinder(node()).json(job)).filter(JobsChangeVerb::hasEnded);
  }

  static boolean hasEnded(JsonObject answer) {
    return JobWatch.isFinal(Json.job(answer));
  }

  /** For one that has ended. */
  static String nothingDone(JobId job, JsonObject answer) {
    return named(job, answer) + ": has ended (" + state(answer) + "), nothing was done";
  }

  static String state(JsonObject answer) {
    return Escape.line(Json.text(answer, "state", ""));
  }
}
