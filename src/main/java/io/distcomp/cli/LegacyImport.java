package io.distcomp.cli;

import io.distcomp.queue.PythonQueue;
import io.distcomp.queue.PythonQueue.Place;
import io.distcomp.queue.RedisAddress;
import io.distcomp.task.Counted;
import io.distcomp.taskfile.TaskFile;
import io.distcomp.taskfile.TaskLine;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.concurrent.TimeoutException;

/**
 * {@code importLegacy}: moves the unfinished tasks of the Python tool's Redis into the job of the
 * manager. Used by {@link ManagerVerb}.
 *
 * <p>A line is removed there only after a node has accepted it. Whatever dies in between, the next
 * import finds the rest, and what was accepted before is a duplicate then.
 */
final class LegacyImport {

  /** As the Python tool judges: twenty of its default reports. */
  private static final Duration DEAD_AFTER = Duration.ofSeconds(40);

  private static final int LONGEST_S = 600;
  private static final int SHOWN_WORKERS = 5;

  /** In the place of a task it makes the Python tool's workers end. */
  private static final String STOP = "WORKER_COMMAND_CLOSE";

  /** What no text has that was UTF-8. */
  private static final char REPLACED = '\uFFFD';

  private final Session session;
  private final NodeClient node;

  LegacyImport(Session session, NodeClient node) {
    this.session = session;
    this.node = node;
  }

  /** Imports once; {@code anyway} also while workers of the Python tool still report. */
  void run(RedisAddress address, boolean anyway) {
    Vertx vertx = Vertx.vertx();
    try (PythonQueue old = new PythonQueue(vertx, address, session.clock())) {
      mustBeStopped(QueueExam.await(old.workers(DEAD_AFTER), LONGEST_S), anyway);
      move(old, QueueExam.await(old.unfinished(), LONGEST_S));
    } catch (TimeoutException | IllegalStateException e) {
      throw CliException.unavailable(
          "the Python tool's Redis at "
              + address.url()
              + ": "
              + Escape.line(String.valueOf(e.getMessage())));
    } finally {
      var unused = vertx.close();
    }
  }

  private static void mustBeStopped(SortedSet<String> workers, boolean anyway) {
    if (workers.isEmpty() || anyway) {
      return;
    }
    List<String> shown = workers.stream().limit(SHOWN_WORKERS).map(Escape::line).toList();
    throw CliException.usage(
        Counted.of(workers.size(), "worker")
            + " of the Python tool still at work: "
            + String.join(", ", shown)
            + (workers.size() > SHOWN_WORKERS ? ", ..." : "")
            + "; stop them first, or what they run will run twice; --yes imports all the same");
  }

  private void move(PythonQueue old, Map<String, Place> lines) throws TimeoutException {
    List<String> good = new ArrayList<>();
    lines.keySet().stream().filter(line -> !line.equals(STOP)).forEach(line -> sort(line, good));
    if (good.isEmpty()) {
      session.console().note("no unfinished tasks of the Python tool to import");
      return;
    }
    Submitter.Answer answer = send(good);
    QueueExam.await(old.forget(good), LONGEST_S);
    session
        .console()
        .note(
            "imported %s: %d todo, %d in_progress, %d failed; %d were in the job '%s' before"
                .formatted(
                    Counted.of(good.size(), "task"),
                    count(lines, good, Place.TODO),
                    count(lines, good, Place.IN_PROGRESS),
                    count(lines, good, Place.FAILED),
                    answer.duplicates(),
                    Manager.NAME));
  }

  /** What is no task stays where it is. */
  private void sort(String line, List<String> good) {
    boolean isTask =
        line.indexOf(REPLACED) < 0
            && line.indexOf('\n') < 0
            && !line.startsWith("#")
            && TaskLine.parse(line, 1).task() != null;
    if (isTask) {
      good.add(line);
    } else {
      session.console().out().println("task format error: " + Escape.line(line));
    }
  }

  private Submitter.Answer send(List<String> lines) {
    Query query =
        new Query()
            .with("format", "lines")
            .with("cwd", session.caller().directory())
            .with("name", Manager.NAME);
    Submission submission = Submission.ofLines(String.join("\n", lines) + "\n");
    return new Submitter(node).send(submission.in(TaskFile.Format.LINES), query);
  }

  private static long count(Map<String, Place> lines, List<String> good, Place place) {
    return good.stream().filter(line -> lines.get(line) == place).count();
  }
}
