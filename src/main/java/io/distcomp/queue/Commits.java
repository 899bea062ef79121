package io.distcomp.queue;

import io.distcomp.queue.TaskQueue.Commit;
import io.distcomp.task.AttemptReport;
import io.distcomp.task.Outcome;
import io.distcomp.task.RetryPolicy;
import io.vertx.core.Future;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;

/** The verb commit: reports of one node, with the numbers that decide what comes next. */
final class Commits {

  /** Back-off before the first retry; the script doubles it for each further one. */
  private static final int BACKOFF_MS = 1000;

  /** Returns (sick node, invalid there) before a task is given up. */
  private static final int MAX_RETURNS = 16;

  /** Returns for lack of memory before a task is given up. */
  private static final int MAX_MEMORY_RETURNS = 8;

  private final RedisLink link;
  private final QueueKeys keys;
  private final RetryPolicy policy;
  private final Clock clock;
  private final RandomGenerator random;

  Commits(RedisLink link, QueueKeys keys, RetryPolicy policy, Clock clock, RandomGenerator random) {
    this.link = link;
    this.keys = keys;
    this.policy = policy;
    this.clock = clock;
    this.random = random;
  }

  Future<List<Commit>> commit(List<AttemptReport> reports) {
    return new Halving<AttemptReport, Commit>(this::send, Commit.REFUSED).run(reports);
  }

  private Future<List<Commit>> send(List<AttemptReport> reports) {
    ScriptCall call = call(reports);
    return link.eval(call.script(), call.keys(), call.arguments()).map(Commits::commits);
  }

  /** The call for these reports, to be sent together with others. */
  ScriptCall call(List<AttemptReport> reports) {
    Instant now = clock.instant();
    return new ScriptCall(
        Script.COMMIT,
        List.of(keys.counts(), keys.later(), keys.history(now)),
        r -> {
          r.arg(policy.maxFailures())
              .arg(policy.retryOnTimeout() ? "1" : "0")
              .arg(MAX_RETURNS)
              .arg(MAX_MEMORY_RETURNS)
              .arg(now.getEpochSecond() % 3600 / 10);
          reports.forEach(report -> append(r, report));
          return r;
        });
  }

  private void append(Request request, AttemptReport report) {
    Outcome outcome = report.attempt().outcome();
    if (outcome == null) {
      throw new IllegalArgumentException("task " + report.id() + " has no outcome");
    }
    Long peak = report.attempt().peakMemoryBytes();
    request
        .arg(report.id().toString())
        .arg(report.token().toString())
        .arg(retryClass(outcome))
        .arg(report.attempt().node())
        .arg(Records.line(report.token().attempt(), report.attempt(), outcome))
        .arg(Outputs.encode(report.attempt().node(), report.stdout(), report.stderr()))
        .arg(BACKOFF_MS / 2 + random.nextInt(BACKOFF_MS))
        .arg(peak == null ? 0L : MemorySteps.roundUp(peak));
  }

  /** In the words of policy.lua. */
  private static String retryClass(Outcome outcome) {
    return switch (outcome.kind()) {
      case RETURNED, OUT_OF_MEMORY ->
          switch (Objects.requireNonNull(outcome.returnCause())) {
            case MEMORY -> "memory";
            case DRAIN -> "drain";
            case SICK -> "sick";
          };
      case LOST -> "sick"; // no node says it of itself; if one does, it is counted
      case SUCCEEDED, FAILED, TIMED_OUT, CANCELLED, INVALID -> outcome.kind().word();
    };
  }

  /** The answers of a call, in the order of its reports. */
  static List<Commit> commits(Response answer) {
    List<Commit> commits = new ArrayList<>(answer.size());
    answer.forEach(code -> commits.add(commit(code.toString())));
    return commits;
  }

  private static Commit commit(String code) {
    return switch (code) {
      case "c" -> Commit.COMMITTED;
      case "a" -> Commit.ALREADY;
      case "s" -> Commit.STALE;
      case "r" -> Commit.REFUSED;
      default -> Commit.UNKNOWN;
    };
  }
}
