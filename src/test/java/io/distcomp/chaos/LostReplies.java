package io.distcomp.chaos;

import io.distcomp.chaos.Aim.Effect;
import io.distcomp.queue.QueueStatus;
import io.distcomp.queue.RedisAddress;
import io.distcomp.queue.RedisTaskQueue;
import io.distcomp.queue.TaskChunk;
import io.distcomp.queue.TaskQueue.Added;
import io.distcomp.queue.TaskQueue.ClaimRequest;
import io.distcomp.queue.TaskQueue.OpenedJob;
import io.distcomp.queue.TaskQueue.Renewal;
import io.distcomp.queue.TaskQueue.Renewed;
import io.distcomp.task.Attempt;
import io.distcomp.task.AttemptReport;
import io.distcomp.task.CapturedStream;
import io.distcomp.task.Claim;
import io.distcomp.task.Demand;
import io.distcomp.task.Held;
import io.distcomp.task.Incarnation;
import io.distcomp.task.JobRequest;
import io.distcomp.task.NodeId;
import io.distcomp.task.NodeInfo;
import io.distcomp.task.Outcome;
import io.distcomp.task.Resources;
import io.distcomp.task.RetryPolicy;
import io.distcomp.task.TaskSpec;
import io.distcomp.task.TaskStatus;
import io.distcomp.task.TaskType;
import io.distcomp.testkit.RedisServer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;

/**
 * A queue behind a {@link RespProxy}, one behind none to look with, and sentences to lose replies
 * with. Made by a test, for one thread.
 */
final class LostReplies implements AutoCloseable {

  static final Duration LEASE = Duration.ofSeconds(30);

  /** An answer has five seconds; the rest is for a machine that is busy. */
  static final Duration SETTLED = Duration.ofSeconds(8);

  private static final Resources BIG = Resources.of(1000, 1000);

  private final Vertx vertx = Vertx.vertx();
  final RespProxy proxy;
  final RedisTaskQueue queue;
  final RedisTaskQueue direct;
  final NodeInfo node = node("node1", UUID.randomUUID());
  private long sequence;

  LostReplies(RedisServer redis) {
    proxy = RespProxy.to(redis.port());
    queue = queue(proxy.url());
    direct = queue(redis.url());
    await(direct.register(node, LEASE));
  }

  private RedisTaskQueue queue(String url) {
    return new RedisTaskQueue(
        vertx,
        RedisAddress.of(url, "test"),
        new RetryPolicy(3, false, 3),
        Clock.systemUTC(),
        new Random(1));
  }

  static NodeInfo node(String name, UUID id) {
    return new NodeInfo(
        new NodeId(id),
        name,
        Incarnation.random(new SecureRandom()),
        BIG,
        32,
        new TreeSet<>(),
        "http://127.0.0.1:1",
        "host1");
  }

  /** The call's reply is lost once; how the call failed. */
  Throwable lose(String verb, Effect effect, Supplier<? extends Future<?>> call) {
    await(queue.status()); // connected, so that nothing but the reply is lost
    Aim aim = proxy.aim(RespRequest.verb(verb), effect, 1);
    Throwable cause = failure(verb, call.get());
    aim.awaitDone(SETTLED);
    return cause;
  }

  /** How the call failed, which it must within its limit. */
  static Throwable failure(String what, Future<?> answer) {
    Awaitility.await(what + " settles")
        .atMost(SETTLED)
        .pollInterval(Duration.ofMillis(5))
        .until(answer::isComplete);
    if (answer.succeeded()) {
      throw new AssertionError(what + " was answered: " + answer.result());
    }
    return answer.cause();
  }

  static <T> T await(Future<T> future) {
    try {
      return future.await(10, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError("no answer in 10 s", e);
    }
  }

  // --- the verbs, on the queue behind the proxy

  Future<OpenedJob> open(String name, String key) {
    return queue.open(request(name, key));
  }

  static JobRequest request(String name, String key) {
    return new JobRequest(name, null, null, new TreeMap<>(), JobRequest.Mode.ADD, key);
  }

  static List<TaskSpec> tasks(int n) {
    return IntStream.rangeClosed(1, n)
        .mapToObj(i -> TaskSpec.of(TaskType.SHELL, "echo " + i, 5, Resources.NONE))
        .toList();
  }

  /** A job whose tasks may run, made on the way without faults. */
  OpenedJob submit(String name, int n) {
    OpenedJob job = await(direct.open(request(name, null)));
    Added added = await(direct.add(job, TaskChunk.of(tasks(n))));
    await(direct.seal(job, added));
    return job;
  }

  ClaimRequest claimRequest(int slots) {
    return new ClaimRequest(node, ++sequence, new Demand(slots, BIG), ClaimRequest.FROM_BEST);
  }

  /** Claims on the way without faults. */
  List<Claim> claim(int slots) {
    return await(direct.claim(claimRequest(slots))).tasks();
  }

  /** What the node sends: everything that it has asked for has been answered or given up. */
  Renewal renewal(List<Claim> held) {
    List<Held> all = held.stream().map(LostReplies::held).toList();
    return new Renewal(node.incarnation(), LEASE, LEASE.dividedBy(3), sequence, all, 1);
  }

  Renewed renew(List<Claim> held) {
    return await(queue.renew(renewal(held)));
  }

  static Held held(Claim claim) {
    return new Held(claim.id(), claim.token());
  }

  AttemptReport report(Claim claim, Outcome outcome) {
    Instant now = Instant.now();
    return new AttemptReport(
        claim.id(),
        claim.token(),
        new Attempt(node.name(), now, now, outcome, Duration.ZERO, null, false),
        CapturedStream.EMPTY,
        CapturedStream.EMPTY);
  }

  TaskStatus task(Claim claim) {
    return await(direct.task(claim.id())).orElseThrow();
  }

  QueueStatus status() {
    return await(direct.status());
  }

  @Override
  public void close() {
    queue.close();
    direct.close();
    await(vertx.close());
    proxy.close();
  }
}
