package io.distcomp.queue;

import io.distcomp.task.JobId;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The single steps of fsck: each is one script call, so it compares and mends in one moment while
 * nodes work. A step that Redis refuses is noted and passed over.
 */
final class FsckSteps {

  /** What may be mended. */
  enum Mode {
    LOOK("look"),
    /** What cannot be meant otherwise. */
    CERTAIN("certain"),
    ALL("all");

    private final String word;

    Mode(String word) {
      this.word = word;
    }
  }

  /** Entries that a step of a list looks at. */
  private static final int ENTRIES = 200;

  private static final int KEYS = 500;

  /** Keys of 64 tasks: the largest submission and some more. */
  private static final int MOST_BUCKETS = 100_000;

  private static final int MOST_JOBS = 10_000;

  /** What a damaged lease is set to; as long as the default of a node. */
  private static final Duration LEASE = Duration.ofSeconds(30);

  private static final Object NO_ANSWER = new Object();

  final RedisLink link;
  final QueueKeys keys;
  final FsckTally tally = new FsckTally();
  private final Mode mode;

  FsckSteps(RedisLink link, QueueKeys keys, Mode mode) {
    this.link = link;
    this.keys = keys;
    this.mode = mode;
  }

  boolean mendsAll() {
    return mode == Mode.ALL;
  }

  /** The keys to walk of a page, and the cursor of the next one. */
  record KeyPage(String cursor, List<String> lists) {}

  /** The second time round only the lists count. */
  Future<KeyPage> keys(String cursor, boolean again) {
    String how = again ? Mode.LOOK.word : mode.word;
    return link.eval(Script.FSCK_KEYS, List.of(keys.meta()), r -> r.arg(how).arg(cursor).arg(KEYS))
        .map(
            a -> {
              if (!again) {
                tally.add(a.get(2));
              }
              return new KeyPage(a.get(0).toString(), texts(a.get(3)));
            })
        .recover(e -> refused("the keys", e, new KeyPage("0", List.of())));
  }

  /** All entries of a list. */
  Future<Void> list(String key) {
    return StepLoop.over("0", cursor -> list(key, cursor));
  }

  /** One page of a list; answers the next cursor. */
  Future<String> list(String key, String cursor) {
    return link.eval(
            Script.FSCK_INDEX,
            List.of(key),
            r -> r.arg(mode.word).arg(LEASE.toMillis()).arg(cursor).arg(ENTRIES))
        .map(
            a -> {
              tally.looked(0, a.get(1).toLong());
              tally.add(a.get(2));
              return a.get(0).toString();
            })
        .recover(e -> refused(key, e, "0"));
  }

  /** The size of a job, or -1. */
  Future<Long> job(JobId job) {
    return link.eval(
            Script.FSCK_JOB,
            List.of(keys.job(job), keys.counts(), keys.names()),
            r -> r.arg(mode.word).arg(job.toString()).arg(MOST_BUCKETS))
        .map(
            a -> {
              tally.add(a.get(1));
              return a.get(0).toLong();
            })
        .recover(e -> refused("job " + job, e, -1L));
  }

  /** How many tasks there were from there on, or -1. */
  Future<Integer> tasks(JobId job, long from, int count, String badProfiles) {
    return link.eval(
            Script.FSCK_TASKS,
            List.of(keys.job(job), keys.counts()),
            r ->
                r.arg(mode.word)
                    .arg(LEASE.toMillis())
                    .arg(job.toString())
                    .arg(from)
                    .arg(count)
                    .arg(badProfiles))
        .map(
            a -> {
              int n = a.get(0).toInteger();
              tally.looked(Math.max(0, n), 0);
              tally.add(a.get(1));
              return n;
            })
        .recover(e -> refused("tasks of job " + job + " from " + from, e, -1));
  }

  /** Tasks by state as counted, and as the counters say; both empty where they cannot be read. */
  record Count(List<Long> tasks, List<Long> counters) {}

  Future<Count> count(JobId job, long from, long count) {
    return link.eval(
            Script.FSCK_COUNT,
            List.of(keys.job(job)),
            r -> r.arg(mode.word).arg(job.toString()).arg(from).arg(count))
        .map(
            a -> {
              tally.add(a.get(2));
              return new Count(numbers(a.get(0)), numbers(a.get(1)));
            })
        .recover(e -> refused("counters of job " + job, e, new Count(List.of(), List.of())));
  }

  /** Two looks agree that the counters are wrong by the same. */
  Future<Void> settle(JobId job, Count count) {
    return link.eval(
            Script.FSCK_SETTLE,
            List.of(keys.job(job)),
            r -> {
              r.arg(mode.word).arg(job.toString()).arg("1");
              count.counters.forEach(r::arg);
              count.tasks.forEach(r::arg);
              return r;
            })
        .map(
            a -> {
              tally.add(a.get(0));
              return true;
            })
        .recover(e -> refused("counters of job " + job, e, false))
        .mapEmpty();
  }

  /** One page of what remains of the profiles; answers the next cursor. */
  Future<String> profiles(JobId job, String cursor, String bad) {
    return link.eval(
            Script.FSCK_PROFILES,
            List.of(keys.profileNumbers(job), keys.profiles(job)),
            r -> r.arg(mode.word).arg(cursor).arg(ENTRIES).arg(job.toString()).arg(bad))
        .map(
            a -> {
              tally.add(a.get(2));
              return a.get(0).toString();
            })
        .recover(e -> refused("profiles of job " + job, e, "0"));
  }

  /** The counters of the whole queue. */
  Future<Void> sum() {
    return link.eval(
            Script.FSCK_SUM,
            List.of(keys.jobs(), keys.counts(), keys.meta()),
            r -> r.arg(mode.word).arg(MOST_JOBS))
        .map(
            a -> {
              tally.add(a.get(1));
              if (a.get(0).toInteger() == 0) {
                tally.unchecked("the counters of the whole queue: some jobs cannot be read");
              }
              return true;
            })
        .recover(e -> refused("the counters of the whole queue", e, false))
        .mapEmpty();
  }

  /** An answer, or null where a key has a wrong type: the step over the keys says so. */
  Future<@Nullable Response> read(Command command, Function<Request, Request> arguments) {
    return link.send(arguments.apply(Request.cmd(command)))
        .recover(e -> refused(command.toString(), e, NO_ANSWER).mapEmpty());
  }

  /** Only trouble with the connection ends an fsck. */
  private <T> Future<T> refused(String what, Throwable e, T instead) {
    if (!RedisTrouble.isRefusal(e)) {
      return Future.failedFuture(e);
    }
    tally.unchecked(what + ": " + e.getMessage());
    return Future.succeededFuture(instead);
  }

  private static List<String> texts(Response list) {
    List<String> texts = new ArrayList<>();
    list.forEach(text -> texts.add(text.toString()));
    return texts;
  }

  private static List<Long> numbers(Response list) {
    List<Long> numbers = new ArrayList<>();
    list.forEach(number -> numbers.add(number.toLong()));
    return numbers;
  }

  static Future<Void> done() {
    return Future.succeededFuture();
  }
}
