package io.distcomp.queue;

import io.distcomp.queue.TaskQueue.Page;
import io.distcomp.task.JobId;
import io.distcomp.task.JobState;
import io.distcomp.task.JobStatus;
import io.distcomp.task.TaskCounts;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads jobs, counters and rates; never a task. */
final class JobReader {

  private static final String[] FIELDS = {
    "name",
    "submitted",
    "hold",
    "priority",
    "limit",
    "stopped",
    "todo",
    "waiting",
    "in_progress",
    "finished",
    "failed",
    "cancelled",
    "max_fails",
    "after",
    "before"
  };
  private static final Set<String> RUNNING = Set.of("", "limit");
  private static final int RATE_SLOTS = 3;
  private static final int SLOT_SECONDS = 10;

  private final RedisLink link;
  private final QueueKeys keys;
  private final Clock clock;

  JobReader(RedisLink link, QueueKeys keys, Clock clock) {
    this.link = link;
    this.keys = keys;
    this.clock = clock;
  }

  Future<Optional<JobStatus>> job(JobId id) {
    return job(id, hash(id));
  }

  /** From the answer to {@link #fields}. */
  Future<Optional<JobStatus>> job(JobId id, Future<@Nullable Response> fields) {
    return Future.all(fields, status())
        .map(
            both ->
                Optional.ofNullable(
                    status(
                        id,
                        both.resultAt(0),
                        ((QueueStatus) both.resultAt(1)).finishedPerSecond())));
  }

  Future<Optional<JobId>> named(String name) {
    return link.send(Request.cmd(Command.HGET).arg(keys.names()).arg(name))
        .map(id -> Optional.ofNullable(id).map(i -> JobId.parse(i.toString())));
  }

  /** Newest first; the cursor is the id of the last row. */
  Future<Page<JobStatus>> jobs(int limit, @Nullable String cursor) {
    String place = cursor == null ? JobIds.NEWEST : JobIds.below(JobId.parse(cursor).value());
    return new JobIds(link, keys)
        .from(place, limit + 1)
        .compose(found -> page(known(found), limit, found.size() > limit));
  }

  private static List<JobId> known(List<String> ids) {
    return ids.stream().flatMap(id -> Replies.job(id).stream()).toList();
  }

  private Future<Page<JobStatus>> page(List<JobId> ids, int limit, boolean more) {
    List<JobId> shown = ids.subList(0, Math.min(limit, ids.size()));
    String next = more && !shown.isEmpty() ? shown.get(shown.size() - 1).toString() : null;
    return Future.all(Future.join(shown.stream().map(this::hash).toList()), status())
        .map(
            both -> {
              io.vertx.core.CompositeFuture hashes = both.resultAt(0);
              double rate = ((QueueStatus) both.resultAt(1)).finishedPerSecond();
              List<JobStatus> rows = new ArrayList<>();
              for (int i = 0; i < shown.size(); i++) {
                JobStatus row = status(shown.get(i), hashes.resultAt(i), rate);
                if (row != null) {
                  rows.add(row);
                }
              }
              return new Page<>(rows, next);
            });
  }

  private Future<@Nullable Response> hash(JobId id) {
    return link.send(fields(id)).recover(Replies::noneIfWrongType);
  }

  /** Asks for all that is to be known of a job but its rate. */
  Request fields(JobId id) {
    Request request = Request.cmd(Command.HMGET).arg(keys.job(id));
    for (String field : FIELDS) {
      request.arg(field);
    }
    return request;
  }

  /** Null when there is no such job; one whose key is no hash is shown as failed. */
  private static @Nullable JobStatus status(JobId id, @Nullable Response row, double rate) {
    if (row == null) {
      TaskCounts none = new TaskCounts(0, 0, 0, 0, 0, 0);
      return new JobStatus(
          id,
          "unreadable",
          Instant.EPOCH,
          JobState.FAILED,
          null,
          null,
          none,
          null,
          JobStatus.Holds.NONE);
    }
    if (row.get(0) == null && row.get(1) == null) {
      return null;
    }
    TaskCounts counts =
        new TaskCounts(
            number(row, 6),
            number(row, 7),
            number(row, 8),
            number(row, 9),
            number(row, 10),
            number(row, 11));
    return new JobStatus(
        id,
        row.get(0) == null ? "job-" + id : row.get(0).toString(),
        Instant.ofEpochMilli(number(row, 1)),
        state(text(row, 2), number(row, 5) > 0, counts),
        integer(row, 3),
        integer(row, 4),
        counts,
        eta(counts, rate),
        holds(row));
  }

  private static JobStatus.Holds holds(Response row) {
    Integer maxFails = integer(row, 12);
    JobId after = Replies.job(text(row, 13)).orElse(null);
    Instant notBefore = row.get(14) == null ? null : Instant.ofEpochMilli(number(row, 14));
    return new JobStatus.Holds(maxFails, after, notBefore);
  }

  /** A job at its limit runs: its next task starts when one of them ends. */
  private static JobState state(String hold, boolean stopped, TaskCounts counts) {
    Set<String> reasons = Set.copyOf(List.of(hold.split(",", -1)));
    if (reasons.contains("loading")) {
      return JobState.LOADING;
    }
    if (counts.open() > 0) {
      return RUNNING.containsAll(reasons) ? JobState.RUNNING : JobState.PAUSED;
    }
    if (counts.cancelled() > 0 && stopped) {
      return JobState.CANCELLED;
    }
    return counts.failed() > 0 ? JobState.FAILED : JobState.FINISHED;
  }

  /** Told for jobs that are being worked on: how long others come first is not known. */
  private static @Nullable Duration eta(TaskCounts counts, double rate) {
    if (counts.inProgress() == 0) {
      return null;
    }
    return rate <= 0 ? null : Duration.ofMillis((long) (1000 * counts.open() / rate));
  }

  Future<QueueStatus> status() {
    Instant now = clock.instant();
    return Future.all(
            link.send(
                Request.cmd(Command.HMGET)
                    .arg(keys.counts())
                    .arg("todo")
                    .arg("waiting")
                    .arg("in_progress")
                    .arg("finished")
                    .arg("failed")
                    .arg("cancelled")
                    .arg("committed")
                    .arg("already")
                    .arg("stale")),
            recent(now))
        .map(
            both -> {
              Response row = both.resultAt(0);
              Ended ended = both.resultAt(1);
              return new QueueStatus(
                  new TaskCounts(
                      number(row, 0),
                      number(row, 1),
                      number(row, 2),
                      number(row, 3),
                      number(row, 4),
                      number(row, 5)),
                  ended.finished() / ended.seconds(),
                  ended.failed() / ended.seconds(),
                  number(row, 6),
                  number(row, 7),
                  number(row, 8));
            });
  }

  /** What ended in the present slot and the full ones before it, which may lie in two hours. */
  private Future<Ended> recent(Instant now) {
    List<Future<Ended>> parts = new ArrayList<>();
    for (int back = 0; back < RATE_SLOTS; back++) {
      Instant at = now.minusSeconds((long) back * SLOT_SECONDS);
      long slot = at.getEpochSecond() % 3600 / SLOT_SECONDS;
      double seconds = back * SLOT_SECONDS + Math.max(1, secondsOfSlot(now));
      parts.add(
          link.send(
                  Request.cmd(Command.HMGET).arg(keys.history(at)).arg(slot + "d").arg(slot + "f"))
              .map(row -> Ended.of(row, seconds)));
    }
    return Future.all(parts).map(all -> all.<Ended>list().stream().reduce(Ended.NONE, Ended::plus));
  }

  private static double secondsOfSlot(Instant now) {
    return now.toEpochMilli() % (SLOT_SECONDS * 1000L) / 1000.0;
  }

  /**
   * How many ended in the last {@code seconds}. Time before the first of them does not count: else
   * a queue that has just begun would seem slow.
   */
  private record Ended(long finished, long failed, double seconds) {

    static final Ended NONE = new Ended(0, 0, 1);

    static Ended of(@Nullable Response row, double seconds) {
      Ended ended = row == null ? NONE : new Ended(number(row, 0), number(row, 1), seconds);
      return ended.finished + ended.failed == 0 ? NONE : ended;
    }

    Ended plus(Ended other) {
      return new Ended(
          finished + other.finished, failed + other.failed, Math.max(seconds, other.seconds));
    }
  }

  private static String text(Response row, int i) {
    return row.get(i) == null ? "" : row.get(i).toString();
  }

  private static long number(Response row, int i) {
    return row.get(i) == null ? 0 : Replies.number(row.get(i).toString());
  }

  private static @Nullable Integer integer(Response row, int i) {
    return row.get(i) == null ? null : (int) number(row, i);
  }
}
