package io.distcomp.cli;

import io.distcomp.task.Counted;
import io.distcomp.task.JobId;
import io.distcomp.task.JobStatus;
import io.distcomp.task.TaskId;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** A verb that does one thing to jobs or tasks, named or described. The subclasses say what. */
abstract class ChangeVerb extends Verb {

  @Parameters(
      arity = "0..*",
      paramLabel = "WHAT",
      converter = SelectorConverter.Anything.class,
      description =
          "Jobs (12, last), tasks (12.7, 12.5-9), or all. With the options that describe tasks:"
              + " the jobs to look in (default: all).")
  List<Selector> selectors = new ArrayList<>();

  @Mixin final TaskFilter filter = new TaskFilter();
  @Mixin final Consent consent = new Consent();

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

  /** The states to look in when none is said; null is any. */
  abstract List<@Nullable String> usualStates();

  /** Which of the tasks that match are changed, in words. */
  abstract String changed();

  @Override
  public final Integer call() {
    if (!filter.isEmpty()) {
      changeMatching();
    } else if (selectors.isEmpty()) {
      throw CliException.usage(
          "what? Name jobs or tasks, all, or describe tasks with options such as --state");
    } else {
      changeSelected();
    }
    return ExitCode.OK;
  }

  private void changeSelected() {
    try {
      selectors.forEach(this::change);
    } finally {
      printKept(); // what was done is said although the next could not be
    }
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
      keep(answer);
    } else if (isTable()) {
      print(what + ": " + words(Json.number(answer, "count")));
    }
  }

  private String words(long count) {
    return Counted.of(count, "task") + " " + done;
  }

  private List<JobStatus> all() {
    List<JobStatus> jobs = new JobFinder(node()).all(this::concerns);
    if (jobs.isEmpty()) {
      sayNoJobs();
    } else {
      long tasks = jobs.stream().mapToLong(this::affected).sum();
      String many = Counted.of(jobs.size(), "job") + " with " + Counted.of(tasks, "task");
      consent.ask(session.console(), "'all' is " + many + " to be " + done);
    }
    return jobs;
  }

  private void changeMatching() {
    List<@Nullable JobId> jobs = jobs();
    Map<BulkChange, Long> changes = counted(jobs);
    long total = changes.values().stream().mapToLong(Long::longValue).sum();
    if (total > 0) {
      consent.ask(session.console(), matching(total));
    } else {
      jobs.forEach(new JobFinder(node())::mustExist);
    }
    long count =
        changes.entrySet().stream()
            .mapToLong(part -> part.getKey().make(call, part.getValue(), !consent.yes))
            .sum();
    if (isJson()) {
      print(new JsonObject().put("count", count));
    } else if (isTable()) {
      print(total == 0 ? "no task matches" : words(count));
    }
  }

  private String matching(long total) {
    return Counted.of(total, "task", "matches", "match") + "; " + changed();
  }

  /** What there is to do, with its exact size. */
  private Map<BulkChange, Long> counted(List<@Nullable JobId> jobs) {
    List<@Nullable String> states = filter.state == null ? usualStates() : List.of(filter.state);
    Map<BulkChange, Long> changes = new LinkedHashMap<>();
    for (JobId job : jobs) {
      for (String state : states) {
        BulkChange change = new BulkChange(node(), filter, job, state);
        long count = change.count();
        if (count > 0) {
          changes.put(change, count);
        }
      }
    }
    return changes;
  }

  /** Null stands for all. */
  private List<@Nullable JobId> jobs() {
    List<@Nullable JobId> jobs = new ArrayList<>();
    for (Selector selector : selectors) {
      if (!(selector instanceof Selector.All)) {
        jobs.add(new JobFinder(node()).one(selector));
      }
    }
    if (jobs.size() < selectors.size() || jobs.isEmpty()) {
      jobs.clear();
      jobs.add(null);
    }
    return jobs;
  }
}
