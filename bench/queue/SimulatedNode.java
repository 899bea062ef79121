package bench;

import io.distcomp.queue.RedisAddress;
import io.distcomp.queue.RedisTaskQueue;
import io.distcomp.queue.TaskQueue.ClaimRequest;
import io.distcomp.queue.TaskQueue.Renewal;
import io.distcomp.task.Attempt;
import io.distcomp.task.AttemptReport;
import io.distcomp.task.CapturedStream;
import io.distcomp.task.Claim;
import io.distcomp.task.Demand;
import io.distcomp.task.Held;
import io.distcomp.task.Incarnation;
import io.distcomp.task.NodeId;
import io.distcomp.task.NodeInfo;
import io.distcomp.task.Outcome;
import io.distcomp.task.Resources;
import io.distcomp.task.RetryPolicy;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A node without processes: it claims, commits and renews through the product's own client of the
 * queue, and a task is a timer, or nothing at all. Confined to one event loop but for its counters.
 */
final class SimulatedNode implements AutoCloseable {

  /** A machine on which memory and cpus are never short. */
  static final Resources LARGE = Resources.of(1000, 1000);

  private static final Duration LEASE = Duration.ofSeconds(30);
  private static final int MOST_REPORTS = 200;
  private static final int IDLE_MS = 20;
  private static final int GATHER_MS = 1;

  private final Vertx vertx;
  private final Context context;
  private final RedisTaskQueue queue;
  private final NodeInfo info;
  private final long taskMs;
  private final AtomicLong ended = new AtomicLong();
  private final AtomicLong calls = new AtomicLong();
  private final AtomicLong slowestRenewalNanos = new AtomicLong();
  private final List<AttemptReport> reports = new ArrayList<>();
  private final Set<Held> held = new LinkedHashSet<>();
  private long most;
  private long started;
  private int running;
  private long sequence;
  private long settled;
  private boolean asking;
  private boolean gathering;
  private volatile Throwable failure;

  /** Registers. A task lasts that long; zero ends it in the moment of its claim. */
  SimulatedNode(Vertx vertx, String url, String name, int slots, Resources size, Duration task) {
    this.vertx = vertx;
    context = vertx.getOrCreateContext();
    taskMs = task.toMillis();
    queue = queue(vertx, url);
    info = info(name, slots, size);
    if (!await(queue.register(info, LEASE)).accepted()) {
      throw new IllegalStateException(name + " was refused");
    }
    long every = LEASE.toMillis() / 3;
    context.runOnContext(v -> vertx.setPeriodic(1 + new Random().nextLong(every), every, t -> renew()));
  }

  /** A node of that name that nobody else is. */
  static NodeInfo info(String name, int slots, Resources size) {
    return new NodeInfo(
        new NodeId(UUID.randomUUID()),
        name,
        Incarnation.random(new SecureRandom()),
        size,
        slots,
        new TreeSet<>(),
        "http://127.0.0.1:1",
        name);
  }

  static RedisTaskQueue queue(Vertx vertx, String url) {
    return new RedisTaskQueue(
        vertx,
        RedisAddress.of(url, "bench"),
        new RetryPolicy(4, false, 3),
        Clock.systemUTC(),
        new Random());
  }

  static <T> T await(io.vertx.core.Future<T> future) {
    try {
      return future.await(60, TimeUnit.SECONDS);
    } catch (java.util.concurrent.TimeoutException e) {
      throw new IllegalStateException("no answer in 60 s", e);
    }
  }

  /** Runs so many tasks and stops; called again it goes on. */
  void run(long tasks) {
    context.runOnContext(
        v -> {
          most += tasks;
          turn();
        });
  }

  /** Outcomes recorded so far. */
  long ended() {
    if (failure != null) {
      throw new IllegalStateException(info.name() + " failed", failure);
    }
    return ended.get();
  }

  /** Round trips so far: claims with outcomes, and renewals. */
  long calls() {
    return calls.get();
  }

  /** Milliseconds, since the last question. */
  double slowestRenewal() {
    return slowestRenewalNanos.getAndSet(0) / 1e6;
  }

  private void turn() {
    int free = (int) Math.min(info.slots() - running, most - started);
    if (asking || (reports.isEmpty() && free <= 0)) {
      return;
    }
    asking = true;
    List<AttemptReport> batch =
        new ArrayList<>(reports.subList(0, Math.min(reports.size(), MOST_REPORTS)));
    reports.subList(0, batch.size()).clear();
    Demand demand = new Demand(Math.max(free, 0), info.capacity());
    calls.incrementAndGet();
    long number = ++sequence;
    queue
        .exchange(batch, new ClaimRequest(info, number, demand, ClaimRequest.FROM_BEST))
        .onFailure(e -> failure = e)
        .onSuccess(
            both -> {
              asking = false;
              settled = number;
              batch.forEach(report -> held.remove(new Held(report.id(), report.token())));
              ended.addAndGet(batch.size());
              both.claimed().tasks().forEach(this::start);
              next(batch.isEmpty() && both.claimed().tasks().isEmpty());
            });
  }

  private void next(boolean nothingCame) {
    if (nothingCame) {
      vertx.setTimer(IDLE_MS, t -> turn());
    } else if (taskMs == 0 || !reports.isEmpty()) {
      turn();
    }
  }

  private void start(Claim claim) {
    started++;
    held.add(new Held(claim.id(), claim.token()));
    Instant at = Instant.now();
    if (taskMs == 0) {
      reports.add(report(info.name(), claim, at));
      return;
    }
    running++;
    vertx.setTimer(
        taskMs,
        t -> {
          running--;
          reports.add(report(info.name(), claim, at));
          gather();
        });
  }

  private void gather() {
    if (!gathering) {
      gathering = true;
      vertx.setTimer(
          GATHER_MS,
          t -> {
            gathering = false;
            turn();
          });
    }
  }

  /** Of a task that has ended well, just now. */
  static AttemptReport report(String node, Claim claim, Instant at) {
    return new AttemptReport(
        claim.id(),
        claim.token(),
        new Attempt(
            node, at, Instant.now(), Outcome.exited(0), Duration.ofMillis(1), null, false),
        CapturedStream.EMPTY,
        CapturedStream.EMPTY);
  }

  private void renew() {
    long asked = System.nanoTime();
    calls.incrementAndGet();
    queue
        .renew(new Renewal(info.incarnation(), LEASE, LEASE.dividedBy(3), settled, List.copyOf(held), 1L << 33))
        .onFailure(e -> failure = e)
        .onSuccess(
            renewed ->
                slowestRenewalNanos.accumulateAndGet(System.nanoTime() - asked, Math::max));
  }

  @Override
  public void close() {
    queue.close();
  }
}
