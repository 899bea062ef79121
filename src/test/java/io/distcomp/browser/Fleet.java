package io.distcomp.browser;

import io.distcomp.queue.Insight;
import io.distcomp.queue.RedisAddress;
import io.distcomp.queue.RedisTaskQueue;
import io.distcomp.queue.TaskChunk;
import io.distcomp.queue.TaskQueue.ClaimRequest;
import io.distcomp.task.AttemptReport;
import io.distcomp.task.Claim;
import io.distcomp.task.JobRequest;
import io.distcomp.task.Resources;
import io.distcomp.task.RetryPolicy;
import io.distcomp.task.TaskSpec;
import io.distcomp.task.TaskType;
import io.distcomp.testkit.RedisServer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Many simulated nodes that claim and record tasks through the product's own queue, and start no
 * process. Used by {@link PageCostIT}.
 */
final class Fleet implements AutoCloseable {

  /** What tasks ask for and only these nodes have, so that no real node starts one. */
  static final String TAG = "simulated";

  private static final int TICK_MS = 250;
  private static final int TICKS_OF_A_RENEWAL = 20;
  private static final int JOBS_AT_A_TIME = 4;
  private static final int TRIES = 10;
  private static final Duration PATIENCE = Duration.ofMinutes(20);

  private final Vertx vertx = Vertx.vertx();
  private final Random random = new Random(1);
  private final RedisTaskQueue queue;
  private final List<FleetNode> nodes = new ArrayList<>();
  private long ticks;
  private Future<?> tick = Future.succeededFuture();

  Fleet(RedisServer redis, int size) {
    queue =
        new RedisTaskQueue(
            vertx,
            RedisAddress.of(redis.url(), "default"),
            new RetryPolicy(1, false, 3),
            Clock.systemUTC(),
            random);
    IntStream.rangeClosed(1, size).forEach(n -> nodes.add(new FleetNode("sim-%03d".formatted(n))));
    nodes.forEach(n -> done(sure(() -> queue.register(n.info(), FleetNode.LEASE))));
  }

  /** Returns when so many jobs of so many tasks are queued. */
  void submit(int jobs, int tasks) {
    for (int from = 1; from <= jobs; from += JOBS_AT_A_TIME) {
      List<Future<?>> some = new ArrayList<>();
      for (int job = from; job < Math.min(jobs + 1, from + JOBS_AT_A_TIME); job++) {
        some.add(submitJob("sweep-%04d".formatted(job), tasks));
      }
      done(Future.all(some));
    }
  }

  private Future<?> submitJob(String name, int tasks) {
    List<TaskSpec> specs = IntStream.rangeClosed(1, tasks).mapToObj(n -> spec(name, n)).toList();
    return sure(() -> queue.open(JobRequest.named(name)))
        .compose(
            job ->
                sure(() -> queue.add(job, TaskChunk.of(specs)))
                    .compose(added -> sure(() -> queue.seal(job, added))));
  }

  private static TaskSpec spec(String job, int n) {
    String command = "./simulate --sweep " + job + " --seed " + n;
    TaskSpec plain = TaskSpec.of(TaskType.SHELL, command, 5, Resources.of(0.001, 0.1));
    return new TaskSpec(
        plain.type(),
        plain.command(),
        plain.priority(),
        plain.needs(),
        null,
        new TreeSet<>(Set.of(TAG)),
        null,
        plain.env(),
        1);
  }

  /** Returns when this many tasks have ended, some of them failed. */
  void finish(int tasks) {
    int ended = 0;
    while (ended < tasks) {
      for (FleetNode node : nodes) {
        ClaimRequest request = node.demand(Math.min(500, tasks - ended));
        List<Claim> claims = done(sure(() -> queue.claim(request))).tasks();
        if (claims.isEmpty()) {
          throw new IllegalStateException("only " + ended + " tasks could be claimed");
        }
        List<AttemptReport> reports = claims.stream().map(c -> node.report(c, random)).toList();
        done(sure(() -> queue.commit(reports)));
        ended += claims.size();
        if (ended >= tasks) {
          return;
        }
      }
      nodes.forEach(node -> done(sure(() -> queue.renew(node.renewal(random)))));
    }
  }

  /** From now on each node's figures change four times a second. */
  void work() {
    vertx.setPeriodic(TICK_MS, timer -> onTick());
  }

  private void onTick() {
    // A slow machine makes the fleet slower, never its backlog longer.
    if (tick.isComplete()) {
      ticks++;
      tick = Future.all(nodes.stream().map(this::step).toList());
    }
  }

  private Future<?> step(FleetNode node) {
    if ((ticks + node.number()) % TICKS_OF_A_RENEWAL == 0) {
      return renew(node);
    }
    return ticks % 2 == 0
        ? queue.commit(node.takeSome(random))
        : queue.claim(node.demand(node.free())).onSuccess(node::claimed);
  }

  private Future<?> renew(FleetNode node) {
    Insight.Sample sample = node.sample(random);
    return queue.renew(node.renewal(random)).compose(v -> queue.insight().sample(sample));
  }

  /** Again when a busy machine was too slow to answer: every verb is safe to repeat. */
  private static <T> Future<T> sure(Supplier<Future<T>> call) {
    return sure(call, TRIES);
  }

  private static <T> Future<T> sure(Supplier<Future<T>> call, int tries) {
    return call.get().recover(e -> tries > 1 ? sure(call, tries - 1) : Future.failedFuture(e));
  }

  private <T> T done(Future<T> future) {
    try {
      return future.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new IllegalStateException("no answer of the queue", e);
    }
  }

  @Override
  public void close() {
    queue.close();
    done(vertx.close());
  }
}
