package io.distcomp.cli;

import io.distcomp.task.JobStatus;
import io.distcomp.task.TaskId;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a user of {@code manager} has removed from view: finished tasks and dead workers, in {@code
 * ~/.distcomp/manager.json}. Used by {@link Manager}, from one thread.
 *
 * <p>The queue forgets whole jobs alone. What is left of a job while others of its tasks go on is
 * hidden here, and run again when it is loaded again.
 */
final class Removals {

  private static final int MOST_JOBS = 20;
  private static final int MOST_WORKERS = 1000;

  private final Path folder;
  private final Path file;
  private final List<Hidden> jobs = new ArrayList<>();
  private final Set<String> workers = new LinkedHashSet<>();

  /** The hidden tasks of one job; a number may be given again by another Redis, at another time. */
  private record Hidden(long job, String submitted, String until, BitSet tasks) {}

  private Removals(Path folder) {
    this.folder = folder;
    this.file = folder.resolve("manager.json");
  }

  static Removals of(Caller caller) {
    Removals removals = new Removals(caller.distcompHome());
    try {
      removals.read(new JsonObject(Files.readString(removals.file)));
    } catch (NoSuchFileException e) {
      return removals;
    } catch (IOException | DecodeException | ClassCastException | IllegalArgumentException e) {
      throw CliException.usage(
          "cannot read " + removals.file + ": " + e.getMessage() + "; remove it");
    }
    return removals;
  }

  /** Whether the task is hidden; it is seen again when it has ended once more since. */
  boolean hides(JobStatus job, JsonObject task) {
    Hidden hidden = of(job);
    return hidden != null
        && hidden.tasks.get(index(task))
        && ended(task).compareTo(hidden.until) <= 0;
  }

  boolean hidesSome(JobStatus job) {
    return of(job) != null;
  }

  boolean hidesWorker(JsonObject node) {
    return workers.contains(Json.text(node, "incarnation", ""));
  }

  void hide(JobStatus job, JsonObject task) {
    Hidden before = of(job);
    BitSet tasks = before == null ? new BitSet() : before.tasks;
    tasks.set(index(task));
    String end = ended(task);
    String until = before == null || before.until.compareTo(end) < 0 ? end : before.until;
    jobs.remove(before);
    jobs.add(new Hidden(job.id().value(), job.submittedAt().toString(), until, tasks));
  }

  void show(JobStatus job, JsonObject task) {
    Hidden hidden = of(job);
    if (hidden != null) {
      hidden.tasks.clear(index(task));
    }
  }

  void hideWorker(JsonObject node) {
    workers.add(Json.text(node, "incarnation", ""));
  }

  /** The newest alone are kept. */
  void save() {
    JsonArray rows = new JsonArray();
    jobs.stream().skip(Math.max(0, jobs.size() - MOST_JOBS)).map(Removals::row).forEach(rows::add);
    JsonArray names = new JsonArray();
    workers.stream().skip(Math.max(0, workers.size() - MOST_WORKERS)).forEach(names::add);
    write(new JsonObject().put("jobs", rows).put("workers", names).encode());
  }

  private void write(String text) {
    try {
      Path fresh =
          Files.createTempFile(
              Files.createDirectories(folder),
              "manager-",
              ".tmp",
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(fresh, text);
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new CliException(ExitCode.INTERNAL, "cannot write " + file + ": " + e.getMessage(), e);
    }
  }

  private void read(JsonObject json) {
    Json.objects(json, "jobs").forEach(row -> jobs.add(hidden(row)));
    json.getJsonArray("workers", new JsonArray()).forEach(each -> workers.add(each.toString()));
  }

  private @Nullable Hidden of(JobStatus job) {
    return jobs.stream()
        .filter(each -> each.job == job.id().value())
        .filter(each -> each.submitted.equals(job.submittedAt().toString()))
        .findFirst()
        .orElse(null);
  }

  private static Hidden hidden(JsonObject row) {
    return new Hidden(
        Json.number(row, "job"),
        Json.text(row, "submitted_at", ""),
        Json.text(row, "until", ""),
        BitSet.valueOf(row.getBinary("tasks", new byte[0])));
  }

  private static JsonObject row(Hidden hidden) {
    return new JsonObject()
        .put("job", hidden.job)
        .put("submitted_at", hidden.submitted)
        .put("until", hidden.until)
        .put("tasks", hidden.tasks.toByteArray());
  }

  private static int index(JsonObject task) {
    return Math.toIntExact(TaskId.parse(Json.text(task, "id", "")).index());
  }

  /** Of the last attempt, in the form of the API, whose order is that of time. */
  private static String ended(JsonObject task) {
    List<JsonObject> attempts = Json.objects(task, "attempts");
    return attempts.isEmpty()
        ? Instant.EPOCH.toString()
        : Json.text(attempts.get(attempts.size() - 1), "ended_at", "");
  }
}
