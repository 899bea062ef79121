package io.distcomp.cli;

import io.distcomp.task.JobStatus;
import io.distcomp.task.TaskId;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A verb that does one thing to jobs or tasks. The subclasses say what. */
abstract class ChangeVerb extends Verb {

  @Parameters(
      arity = "1..*",
      paramLabel = "WHAT",
      converter = Selector.Converter.class,
      description = "Jobs (12, last), tasks (12.7, 12.5-9), or all with --yes.")
  List<Selector> selectors = new ArrayList<>();

  @Option(names = "--yes", description = "Do it to all.")
  boolean yes;

  private final String call;
  private final String done;

  /**
   * What it does.
   *
   * @param call the last part of the API's path
   * @param done its past participle: {@code 3 tasks <done>}
   */
  ChangeVerb(Session session, String call, String done) {
    super(session);
    this.call = call;
    this.done = done;
  }

  /** Which jobs {@code all} means. */
  abstract boolean concerns(JobStatus job);

  /** How many tasks of a job it would change. */
  abstract long affected(JobStatus job);

  @Override
  public final Integer call() {
    selectors.forEach(this::change);
    return ExitCode.OK;
  }

  private void change(Selector selector) {
    if (selector instanceof Selector.All) {
      all().forEach(job -> change("job " + job.id(), "/jobs/" + job.id()));
    } else if (selector instanceof Selector.Tasks tasks) {
      tasks.ids().forEach(this::change);
    } else {
      var id = new JobFinder(node()).one(selector);
      change("job " + id, "/jobs/" + id);
    }
  }

  private void change(TaskId id) {
    change("task " + id, "/tasks/" + id);
  }

  private void change(String what, String path) {
    JsonObject answer = node().post(path + "/" + call);
    if (isJson()) {
      print(answer);
    } else if (isTable()) {
      print(what + ": " + Wording.count(Json.number(answer, "count"), "task") + " " + done);
    }
  }

  private List<JobStatus> all() {
    List<JobStatus> jobs = new JobFinder(node()).all(this::concerns);
    if (!yes) {
      throw CliException.usage(
          "'all' is "
              + Wording.count(jobs.size(), "job")
              + " with "
              + Wording.count(jobs.stream().mapToLong(this::affected).sum(), "task")
              + " to be "
              + done
              + "; say --yes to do it");
    }
    return jobs;
  }
}
