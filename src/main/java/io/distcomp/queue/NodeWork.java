package io.distcomp.queue;

import io.distcomp.queue.Exchange.Exchanged;
import io.distcomp.queue.TaskQueue.ClaimRequest;
import io.distcomp.queue.TaskQueue.Claimed;
import io.distcomp.queue.TaskQueue.Commit;
import io.distcomp.queue.TaskQueue.Oversized;
import io.distcomp.queue.TaskQueue.Reaped;
import io.distcomp.queue.TaskQueue.Registered;
import io.distcomp.queue.TaskQueue.Renewal;
import io.distcomp.queue.TaskQueue.Renewed;
import io.distcomp.task.AttemptReport;
import io.distcomp.task.Claim;
import io.distcomp.task.Held;
import io.distcomp.task.Incarnation;
import io.distcomp.task.NodeInfo;
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
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The verbs of a node: register, exchange (outcomes for tasks), renew, release, reap, deregister.
 */
final class NodeWork {

  /** Tasks that one claim gives: a script holds up Redis for all others. */
  private static final int MAX_CLAIM = 500;

  /** Classes that one claim looks at before it asks to be called again. */
  private static final int MAX_SKIPPED = 500;

  /** Tasks that one step over those too large ends. */
  private static final int MAX_OVERSIZED = 100;

  private static final Logger LOG = LoggerFactory.getLogger(NodeWork.class);

  private final RedisLink work;
  private final RedisLink heart;
  private final QueueKeys keys;
  private final RetryPolicy policy;
  private final Clock clock;
  private final Commits commits;

  NodeWork(
      RedisLink work,
      RedisLink heart,
      QueueKeys keys,
      RetryPolicy policy,
      Clock clock,
      Commits commits) {
    this.work = work;
    this.heart = heart;
    this.keys = keys;
    this.policy = policy;
    this.clock = clock;
    this.commits = commits;
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
                    .arg(node.url())
                    .arg(node.host()))
        .map(
            a ->
                a.get(0).toInteger() == 1
                    ? new Registered(true, null, a.get(1).toInteger())
                    : new Registered(false, a.get(1).toString(), 0));
  }

  /** First what ended, so that the claim finds the room that it makes in a job with a limit. */
  Future<Exchanged> exchange(List<AttemptReport> ended, ClaimRequest request) {
    return ended.isEmpty()
        ? claim(request, List.of())
        : together(ended, request)
            .recover(
                e ->
                    Halving.isOfData(e)
                        ? commits.commit(ended).compose(answers -> claim(request, answers))
                        : Future.failedFuture(e));
  }

  private Future<Exchanged> claim(ClaimRequest request, List<Commit> answers) {
    return work.evalAll(List.of(call(request)), nextDue())
        .compose(replies -> claimed(replies.get(0), replies.get(1)))
        .map(claimed -> new Exchanged(answers, claimed));
  }

  private Future<Exchanged> together(List<AttemptReport> ended, ClaimRequest request) {
    return work.evalAll(List.of(commits.call(ended), call(request)), nextDue())
        .compose(
            replies ->
                claimed(replies.get(1), replies.get(2))
                    .map(claimed -> new Exchanged(Commits.commits(replies.get(0)), claimed)));
  }

  private Request nextDue() {
    return Request.cmd(Command.ZRANGE).arg(keys.later()).arg(0).arg(0).arg("WITHSCORES");
  }

  private ScriptCall call(ClaimRequest claim) {
    NodeInfo node = claim.node();
    return new ScriptCall(
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
                .arg(MAX_SKIPPED));
  }

  /** Tasks whose profile only looks like one are ended before the rest is given to the node. */
  private Future<Claimed> claimed(Response answer, Response due) {
    List<Claim> tasks = new ArrayList<>();
    List<String> unreadable = new ArrayList<>();
    for (int i = 3; i < answer.size(); i++) {
      Response row = answer.get(i);
      try {
        tasks.add(claim(row));
      } catch (RuntimeException e) {
        unreadable.add(row.get(0).toString());
        unreadable.add(row.get(1).toString());
        unreadable.add("its profile cannot be read");
      }
    }
    Claimed claimed =
        new Claimed(
            tasks,
            due(due, answer.get(2).toLong()),
            answer.get(1).toString(),
            answer.get(0).toInteger() == 1);
    return unreadable.isEmpty()
        ? Future.succeededFuture(claimed)
        : end(unreadable).transform(done -> Future.succeededFuture(claimed));
  }

  private Future<Response> end(List<String> unreadable) {
    return work.eval(
            Script.UNREADABLE,
            List.of(keys.counts()),
            r -> {
              unreadable.forEach(r::arg);
              return r;
            })
        .onSuccess(n -> LOG.warn("{} task(s) failed: their profile cannot be read", n))
        .onFailure(
            e -> LOG.warn("unreadable tasks come back by the next renewal: {}", e.getMessage()));
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
                  .arg(renewal.memoryFreeBytes())
                  .arg(renewal.every().toMillis());
              return held(r, renewal.held());
            })
        .map(NodeWork::renewed);
  }

  private static Renewed renewed(Response answer) {
    List<Held> lost = new ArrayList<>();
    List<Held> cancelled = new ArrayList<>();
    for (int i = 2; i < answer.size(); i++) {
      String[] words = answer.get(i).toString().split(" ", -1);
      (words[0].equals("l") ? lost : cancelled)
          .add(new Held(TaskId.parse(words[1]), Token.parse(words[2])));
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

  Future<Oversized> endOversized(long from, Duration patience) {
    return heart
        .eval(
            Script.OVERSIZED,
            List.of(keys.ready(), keys.oversized()),
            r -> r.arg(from).arg(MAX_SKIPPED).arg(MAX_OVERSIZED).arg(patience.toMillis()))
        .map(a -> new Oversized(a.get(0).toLong(), a.get(1).toInteger()));
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
