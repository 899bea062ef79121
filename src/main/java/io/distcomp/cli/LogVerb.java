package io.distcomp.cli;

import io.distcomp.task.Counted;
import io.distcomp.task.JobId;
import io.distcomp.task.JobStatus;
import io.distcomp.task.TaskId;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code distcomp log ID}. Made by {@link Verbs}. */
@Command(
    name = "log",
    sortOptions = false,
    description = {
      "Prints what a task wrote: its stdout to stdout, its stderr to stderr.",
      "On a terminal control characters are shown, not obeyed; in a file or pipe every byte is as"
          + " the task wrote it."
    },
    footer = {
      "%nExamples:%n",
      "  distcomp log 12.345",
      "  distcomp log 12.345 -f",
      "  distcomp log 12.345 --stderr | less"
    })
final class LogVerb implements Callable<Integer> {

  @Mixin final TargetOptions target = new TargetOptions();

  @Parameters(
      paramLabel = "TASK",
      converter = SelectorConverter.TasksWithOutput.class,
      description = "A task (12.345), tasks (12.5-9), or a job that has one task.")
  Selector selector = new Selector.Last();

  @Option(
      names = {"-f", "--follow"},
      description = "Go on until the task ends.")
  boolean follow;

  @Option(names = "--stdout", description = "Only its stdout.")
  boolean onlyStdout;

  @Option(names = "--stderr", description = "Only its stderr, to stdout.")
  boolean onlyStderr;

  @Option(names = "--raw", description = "Never escape control characters.")
  boolean raw;

  private final Session session;

  LogVerb(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    NodeClient node = session.connect(target);
    List<TaskId> tasks = tasks(node);
    tasks.forEach(task -> print(node, task, tasks.size() > 1));
    return ExitCode.OK;
  }

  private List<TaskId> tasks(NodeClient node) {
    if (selector instanceof Selector.Tasks tasks) {
      return tasks.ids();
    }
    JobFinder finder = new JobFinder(node);
    JobId id = finder.one(selector);
    JobStatus job = Json.job(finder.json(id));
    if (job.counts().total() != 1) {
      throw CliException.usage(
          "job "
              + id
              + " has "
              + Counted.of(job.counts().total(), "task")
              + "; choose one, such as "
              + id
              + ".1");
    }
    return List.of(new TaskId(id, 1));
  }

  private void print(NodeClient node, TaskId task, boolean isOneOfMany) {
    if (isOneOfMany) {
      session.console().note("task " + task);
    }
    if (onlyStdout != onlyStderr) {
      copy(node, task, onlyStderr ? "stderr" : "stdout", true);
    } else if (follow) {
      both(node, task);
    } else {
      copy(node, task, "stdout", true);
      copy(node, task, "stderr", false);
    }
  }

  /** A task writes to both at any time, so they are followed side by side. */
  private void both(NodeClient node, TaskId task) {
    CompletableFuture<Void> stderr =
        CompletableFuture.runAsync(
            () -> copy(node, task, "stderr", false), work -> new Thread(work, "stderr").start());
    copy(node, task, "stdout", true);
    try {
      stderr.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof CliException told ? told : e;
    }
  }

  private void copy(NodeClient node, TaskId task, String stream, boolean toOut) {
    Console console = session.console();
    PrintStream to = toOut ? console.out() : console.err();
    boolean terminal = toOut ? console.outIsTerminal() : console.errIsTerminal();
    String path = new Query().flag("follow", follow).of("/tasks/" + task + "/" + stream);
    HttpResponse<InputStream> response = node.stream(path);
    try (InputStream body = response.body()) {
      new OutputCopy(to, terminal && !raw).copy(body);
    } catch (IOException e) {
      throw CliException.unavailable(
          "the " + stream + " of task " + task + " broke off: " + e.getMessage());
    }
    if (response.headers().firstValue("X-DistComp-Partial").isPresent()) {
      console.note(
          "the "
              + stream
              + " of task "
              + task
              + " is not whole: the node that has it is gone; its beginning and end are shown");
    }
  }
}
