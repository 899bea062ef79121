package io.distcomp.queue;

import io.distcomp.queue.TaskQueue.ClaimRequest;
import io.distcomp.queue.TaskQueue.Claimed;
import io.distcomp.queue.TaskQueue.Commit;
import io.distcomp.queue.TaskQueue.Held;
import io.distcomp.queue.TaskQueue.Reaped;
import io.distcomp.queue.TaskQueue.Registered;
import io.distcomp.queue.TaskQueue.Renewal;
import io.distcomp.queue.TaskQueue.Renewed;
import io.distcomp.task.AttemptReport;
import io.distcomp.task.Claim;
import io.distcomp.task.Incarnation;
import io.distcomp.task.NodeInfo;
import io.distcomp.task.Outcome;
import io.distcomp.task.RetryPolicy;
import io.distcomp.task.TaskId;
import io.distcomp.task.Token;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The verbs of a node: register, claim, commit, renew, release, reap, deregister. */
final class NodeWork {

  /** Back-off before the first retry; the script doubles it for each further one. */
  private static final int BACKOFF_MS = 1000;

  /** Returns (memory, drain, sick node, invalid there) before a task is given up. */
  private static final int MAX_RETURNS = 16;

  /** Tasks that one claim gives: a script holds up Redis for all others. */
  private static final int MAX_CLAIM = 500;

  /** Classes that one claim looks at before it asks to be called again. */
  private static final int MAX_SKIPPED = 500;

  private final RedisLink work;
  private final RedisLink heart;
  private final QueueKeys keys;
  private final RetryPolicy policy;
  private final Clock clock;
  private final RandomGenerator random;

  NodeWork(
      RedisLink work,
      RedisLink heart,
      QueueKeys keys,
      RetryPolicy policy,
      Clock clock,
      RandomGenerator random) {
    this.work = work;
    this.heart = heart;
    this.keys = keys;
    this.policy = policy;
    this.clock = clock;
    this.random = random;
  }

  Future<Registered> register(NodeInfo node, Duration lease) {
    return heart
        .eval(
            Script.REGISTER,
            List.of(
                keys.leases(),
                keys.suspects(),
                keys.nodes(),
                keys.node(node.incarnation().value())),
            r ->
                r.arg(node.incarnation().value())
                    .arg(node.name())
                    .arg(node.id().toString())
                    .arg(lease.toMillis())
                    .arg(node.capacity().memoryBytes())
                    .arg(node.capacity().milliCpus())
                    .arg(node.slots())
                    .arg(String.join(",", node.tags()))
                    .arg(node.url()))
        .map(
            a ->
                a.get(0).toInteger() == 1
                    ? new Registered(true, null, a.get(1).toInteger())
                    : new Registered(false, a.get(1).toString(), 0));
  }

  Future<Claimed> claim(ClaimRequest claim) {
    NodeInfo node = claim.node();
    return work.evalWith(
            Script.CLAIM,
            List.of(
                keys.ready(),
                keys.later(),
                keys.avoided(),
                keys.leases(),
                keys.running(node.incarnation())),
            r ->
                r.arg(node.incarnation().value())
                    .arg(claim.sequence())
                    .arg(Math.min(claim.demand().slots(), MAX_CLAIM))
                    .arg(claim.demand().free().memoryBytes())
                    .arg(claim.demand().free().milliCpus())
                    .arg(String.join(",", node.tags()))
                    .arg(node.name())
                    .arg(claim.cursor())
                    .arg(MAX_SKIPPED),
            Request.cmd(Command.ZRANGE).arg(keys.later()).arg(0).arg(0).arg("WITHSCORES"))
        .map(answers -> claimed(answers.get(0), answers.get(1)));
  }

  private Claimed claimed(Response answer, Response due) {
    List<Claim> tasks = new ArrayList<>();
    for (int i = 3; i < answer.size(); i++) {
      tasks.add(claim(answer.get(i)));
    }
    return new Claimed(
        tasks,
        due(due, answer.get(2).toLong()),
        answer.get(1).toString(),
        answer.get(0).toInteger() == 1);
  }

  private static Claim claim(Response row) {
    return new Claim(
        TaskId.parse(row.get(0).toString()),
        Token.parse(row.get(1).toString()),
        Profiles.spec(row.get(2).toString(), row.get(3).toString(), row.get(4).toString()));
  }

  /**
   * By this node's clock, which may differ from Redis': a node ahead of it would ask again and
   * again for what is not due yet. With RESP3 the pair is nested, with RESP2 it is flat.
   */
  private @Nullable Instant due(Response range, long redisNow) {
    if (range.size() == 0) {
      return null;
    }
    Response score = range.size() > 1 ? range.get(1) : range.get(0).get(1);
    return clock.instant().plusMillis((long) Double.parseDouble(score.toString()) - redisNow);
  }

  Future<List<Commit>> commit(List<AttemptReport> reports) {
    Instant now = clock.instant();
    return work.eval(
            Script.COMMIT,
            List.of(keys.counts(), keys.later(), keys.history(now)),
            r -> {
              r.arg(policy.maxFailures())
                  .arg(policy.retryOnTimeout() ? "1" : "0")
                  .arg(MAX_RETURNS)
                  .arg(now.getEpochSecond() % 3600 / 10);
              reports.forEach(report -> append(r, report));
              return r;
            })
        .map(
            answer -> {
              List<Commit> commits = new ArrayList<>(answer.size());
              answer.forEach(code -> commits.add(commit(code.toString())));
              return commits;
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
        .arg(outcome.kind().word())
        .arg(report.attempt().node())
        .arg(Records.line(report.token().attempt(), report.attempt(), outcome))
        .arg(Outputs.encode(report.attempt().node(), report.stdout(), report.stderr()))
        .arg(BACKOFF_MS / 2 + random.nextInt(BACKOFF_MS))
        .arg(peak == null ? 0L : MemorySteps.roundUp(peak));
  }

  private static Commit commit(String code) {
    return switch (code) {
      case "c" -> Commit.COMMITTED;
      case "a" -> Commit.ALREADY;
      case "s" -> Commit.STALE;
      default -> Commit.UNKNOWN;
    };
  }

  Future<Renewed> renew(Renewal renewal) {
    String incarnation = renewal.incarnation().value();
    return heart
        .eval(
            Script.RENEW,
            List.of(
                keys.leases(), keys.suspects(), keys.running(incarnation), keys.node(incarnation)),
            r -> {
              r.arg(incarnation)
                  .arg(renewal.lease().toMillis())
                  .arg(renewal.settled())
                  .arg(renewal.memoryFreeBytes());
              return held(r, renewal.held());
            })
        .map(NodeWork::renewed);
  }

  private static Renewed renewed(Response answer) {
    List<TaskId> lost = new ArrayList<>();
    List<TaskId> cancelled = new ArrayList<>();
    for (int i = 2; i < answer.size(); i++) {
      String text = answer.get(i).toString();
      (text.charAt(0) == 'l' ? lost : cancelled).add(TaskId.parse(text.substring(1)));
    }
    return new Renewed(
        answer.get(0).toInteger() == 1, lost, cancelled, answer.get(1).toInteger() == 1);
  }

  Future<Integer> release(List<Held> tasks, String node, String reason) {
    return work.eval(
            Script.RELEASE,
            List.of(keys.counts()),
            r -> held(r.arg(node).arg(Records.reason(reason)), tasks))
        .map(Response::toInteger);
  }

  private static Request held(Request request, List<Held> tasks) {
    tasks.forEach(held -> request.arg(held.id().toString()).arg(held.token().toString()));
    return request;
  }

  Future<Reaped> reap(int max, Duration strike) {
    return heart
        .eval(
            Script.REAP,
            List.of(keys.leases(), keys.suspects(), keys.counts()),
            r -> r.arg(max).arg(strike.toMillis()).arg(policy.maxLost()))
        .map(
            a -> new Reaped(a.get(0).toInteger(), a.get(1).toInteger(), a.get(2).toInteger() == 1));
  }

  Future<Void> deregister(Incarnation incarnation) {
    return heart
        .eval(
            Script.DEREGISTER,
            List.of(keys.leases(), keys.suspects(), keys.node(incarnation.value())),
            r -> r.arg(incarnation.value()))
        .mapEmpty();
  }
}
