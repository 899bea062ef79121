package io.distcomp.cli;

import io.distcomp.task.JobRequest;
import io.distcomp.task.JobStatus;
import io.distcomp.task.TaskSpec;
import io.distcomp.taskfile.TaskFile;
import io.distcomp.taskfile.TaskFiles;
import io.distcomp.taskfile.TaskLine;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * {@code loadTask} of the Python tool: every task of the file that is neither finished nor running
 * is queued, also one that has failed, or had finished and was removed. Used by {@link Manager}.
 */
final class ManagedLoad {

  private static final int CHUNK = 1000;
  private static final JobRequest NOTHING_SAID =
      new JobRequest(null, null, null, new TreeMap<>(), JobRequest.Mode.ADD, null);

  private final Session session;
  private final NodeClient node;
  private final Removals removals;

  ManagedLoad(Session session, NodeClient node, Removals removals) {
    this.session = session;
    this.node = node;
    this.removals = removals;
  }

  /**
   * Loads a file; lines with mistakes are printed and left out.
   *
   * @param before the job as it was
   */
  void load(String name, Optional<JobStatus> before) {
    Path file = session.caller().path(name);
    if (!Files.isRegularFile(file)) {
      throw new CliException(ExitCode.BAD_FILE, "there is no file " + Escape.line(name));
    }
    Submitter.Answer answer = send(Submission.of(name, session), "partial");
    printMistakes(answer, file);
    long again = before.map(job -> again(file, job)).orElse(0L);
    session
        .console()
        .note(
            "load %d tasks, add %d task"
                .formatted(answer.accepted() + answer.duplicates(), answer.accepted() + again));
  }

  private Submitter.Answer send(Submission submission, String flag) {
    Query query =
        new Query()
            .flag(flag, true)
            .with("format", "lines")
            .with("cwd", session.caller().directory())
            .with("name", Manager.NAME);
    return new Submitter(node).send(submission.in(TaskFile.Format.LINES), query);
  }

  private void printMistakes(Submitter.Answer answer, Path file) {
    Set<Long> numbers =
        answer.rejected().stream()
            .map(mistake -> Json.number(mistake, "line"))
            .collect(Collectors.toSet());
    if (numbers.isEmpty()) {
      return;
    }
    answer
        .rejected()
        .forEach(each -> session.console().note(Submitter.line(file.toString(), each)));
    try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
      long number = 0;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        number++;
        if (numbers.contains(number)) {
          session.console().out().println("task format error: " + Escape.line(line));
        }
      }
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /** Runs tasks of the file again that have failed, or are hidden; how many. */
  private long again(Path file, JobStatus job) {
    Map<String, JsonObject> ended = ended(job);
    if (ended.isEmpty()) {
      return 0;
    }
    Map<String, String> lines = linesOf(file, ended.keySet());
    if (lines.isEmpty()) {
      return 0;
    }
    String text = String.join("\n", lines.values()) + "\n";
    Submitter.Answer answer = send(Submission.ofLines(text), "rerun");
    ended.forEach(
        (key, task) -> {
          if (lines.containsKey(key)) {
            removals.show(job, task);
          }
        });
    removals.save();
    return Json.number(answer.json(), "rerun");
  }

  private Map<String, JsonObject> ended(JobStatus job) {
    Map<String, JsonObject> tasks = new HashMap<>();
    TaskScan scan = new TaskScan(node);
    if (job.counts().failed() > 0) {
      scan.each(job.id(), "failed", task -> tasks.put(key(task), task));
    }
    if (removals.hidesSome(job)) {
      scan.each(
          job.id(),
          "finished",
          task -> {
            if (removals.hides(job, task)) {
              tasks.put(key(task), task);
            }
          });
    }
    return tasks;
  }

  private static Map<String, String> linesOf(Path file, Set<String> keys) {
    Map<String, String> lines = new LinkedHashMap<>();
    try (TaskFile tasks =
        TaskFiles.open(Files.newInputStream(file), TaskFile.Format.LINES, NOTHING_SAID)) {
      for (List<TaskSpec> next = tasks.next(CHUNK); !next.isEmpty(); next = tasks.next(CHUNK)) {
        next.stream()
            .filter(task -> keys.contains(key(task)))
            .forEach(task -> TaskLine.format(task).ifPresent(line -> lines.put(key(task), line)));
      }
    } catch (IOException e) {
      throw unreadable(file, e);
    }
    return lines;
  }

  private static String key(JsonObject task) {
    return Json.text(task, "type", "") + ":" + Json.text(task, "command", "");
  }

  private static String key(TaskSpec task) {
    return task.type().word() + ":" + task.command();
  }

  private static CliException unreadable(Path file, IOException e) {
    return new CliException(
        ExitCode.BAD_FILE,
        "cannot read " + Escape.line(file.toString()) + ": " + e.getMessage(),
        e);
  }
}
