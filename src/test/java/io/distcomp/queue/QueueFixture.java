package io.distcomp.queue;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.distcomp.queue.TaskQueue.Added;
import io.distcomp.queue.TaskQueue.ClaimRequest;
import io.distcomp.queue.TaskQueue.Claimed;
import io.distcomp.queue.TaskQueue.Commit;
import io.distcomp.queue.TaskQueue.OpenedJob;
import io.distcomp.task.Attempt;
import io.distcomp.task.AttemptReport;
import io.distcomp.task.CapturedStream;
import io.distcomp.task.Claim;
import io.distcomp.task.Demand;
import io.distcomp.task.Held;
import io.distcomp.task.Incarnation;
import io.distcomp.task.JobId;
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
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A queue on a real Redis, a node or two, and the sentences to speak with them. */
abstract class QueueFixture {

  static final Duration LEASE = Duration.ofSeconds(30);
  static final Duration NO_STRIKE = Duration.ZERO;
  static final Resources BIG = Resources.of(1000, 1000);

  @RegisterExtension static final RedisServer REDIS = RedisServer.create();

  static Vertx vertx;
  static RedisTaskQueue queue;

  final AtomicLong sequence = new AtomicLong();
  NodeInfo node;

  @BeforeAll
  static void connect() {
    vertx = Vertx.vertx();
    queue = newQueue();
  }

  /** One with connections of its own. */
  static RedisTaskQueue newQueue() {
    return new RedisTaskQueue(
        vertx,
        RedisAddress.of(REDIS.url(), "test"),
        new RetryPolicy(3, false, 3),
        Clock.systemUTC(),
        new Random(1));
  }

  @AfterAll
  static void disconnect() {
    queue.close();
    await(vertx.close());
  }

  @BeforeEach
  void registerNode() {
    node = register("node1", BIG);
  }

  static <T> T await(Future<T> future) {
    try {
      return future.await(10, SECONDS);
    } catch (java.util.concurrent.TimeoutException e) {
      throw new AssertionError("no answer in 10 s", e);
    }
  }

  static NodeInfo info(NodeId id, String name, Resources capacity, String... tags) {
    return new NodeInfo(
        id,
        name,
        Incarnation.random(new SecureRandom()),
        capacity,
        32,
        new TreeSet<>(Set.of(tags)),
        "http://127.0.0.1:1",
        "host1");
  }

  static NodeInfo register(String name, Resources capacity, String... tags) {
    return register(new NodeId(UUID.randomUUID()), name, capacity, tags);
  }

  static NodeInfo register(NodeId id, String name, Resources capacity, String... tags) {
    NodeInfo info = info(id, name, capacity, tags);
    if (!await(queue.register(info, LEASE)).accepted()) {
      throw new AssertionError(name + " was refused");
    }
    return info;
  }

  static TaskSpec shell(String command) {
    return shell(command, 5, Resources.NONE);
  }

  static TaskSpec shell(String command, int priority, Resources needs) {
    return TaskSpec.of(TaskType.SHELL, command, priority, needs);
  }

  static List<TaskSpec> shells(int n) {
    List<TaskSpec> tasks = new ArrayList<>();
    for (int i = 1; i <= n; i++) {
      tasks.add(shell("echo " + i));
    }
    return tasks;
  }

  static JobId submit(String name, List<TaskSpec> tasks) {
    return submit(JobRequest.named(name), tasks).job.id();
  }

  static Submitted submit(JobRequest request, List<TaskSpec> tasks) {
    OpenedJob job = await(queue.open(request));
    Added added = Added.NOTHING;
    for (int from = 0; from < tasks.size(); from += TaskQueue.MAX_CHUNK) {
      List<TaskSpec> chunk =
          tasks.subList(from, Math.min(tasks.size(), from + TaskQueue.MAX_CHUNK));
      added = added.plus(await(queue.add(job, TaskChunk.of(chunk))));
    }
    await(queue.seal(job, added));
    return new Submitted(job, added);
  }

  record Submitted(OpenedJob job, Added added) {}

  Claimed claim(NodeInfo by, int slots, Resources free) {
    return await(
        queue.claim(
            new ClaimRequest(
                by, sequence.incrementAndGet(), new Demand(slots, free), ClaimRequest.FROM_BEST)));
  }

  List<Claim> claim(int slots) {
    return claim(node, slots, BIG).tasks();
  }

  List<String> commands(List<Claim> claims) {
    return claims.stream().map(c -> c.spec().command()).toList();
  }

  Commit commit(Claim claim, Outcome outcome) {
    return commit(node, claim, outcome, "");
  }

  Commit commit(NodeInfo by, Claim claim, Outcome outcome, String stdout) {
    return await(queue.commit(List.of(report(by, claim, outcome, stdout)))).get(0);
  }

  static AttemptReport report(NodeInfo by, Claim claim, Outcome outcome, String stdout) {
    Instant now = Instant.now();
    byte[] bytes = stdout.getBytes(StandardCharsets.UTF_8);
    return new AttemptReport(
        claim.id(),
        claim.token(),
        new Attempt(by.name(), now.minusMillis(5), now, outcome, Duration.ofMillis(3), null, false),
        new CapturedStream(bytes, new byte[0], bytes.length, null, 0),
        CapturedStream.EMPTY);
  }

  static Held held(Claim claim) {
    return new Held(claim.id(), claim.token());
  }

  static TaskStatus task(Claim claim) {
    return await(queue.task(claim.id())).orElseThrow();
  }

  /** Ends a lease by moving it in Redis: nobody waits for it. */
  static void expire(NodeInfo dead) {
    REDIS.cli("ZADD", "dc:{test}:leases", "1", dead.incarnation().value());
  }

  /** Makes everything that waits due now. */
  static void elapse() {
    String waiting = REDIS.cli("ZRANGE", "dc:{test}:later", "0", "-1");
    waiting
        .lines()
        .filter(id -> !id.isBlank())
        .forEach(id -> REDIS.cli("ZADD", "dc:{test}:later", "1", id.strip()));
  }
}
