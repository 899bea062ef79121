package io.distcomp.node;

import io.distcomp.node.Activity.Ended;
import io.distcomp.node.Health.Trouble;
import io.distcomp.queue.Insight.Sample;
import io.distcomp.queue.Insight.Share;
import io.distcomp.task.Held;
import io.distcomp.task.JobId;
import io.distcomp.task.MachineUse;
import io.distcomp.task.NodeInfo;
import io.distcomp.task.Resources;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the queue now and then what the node does, for charts. One sample is on its way at a time,
 * and it is sent again until there is an answer. Confined to the heartbeat's event loop.
 */
final class Sampler {

  private static final Logger LOG = LoggerFactory.getLogger(Sampler.class);
  private static final Duration LONGEST = Duration.ofSeconds(10);
  private static final Duration SHORTEST = Duration.ofSeconds(1);

  private final Vertx vertx;
  private final NodeParts node;
  private final QuietLog trouble;
  private final MachineCpus processors = new MachineCpus(MachineMemory.root());
  private long sequence;
  private long lastNanos = System.nanoTime();
  private @Nullable Sample unanswered;
  private long timer = -1;
  private boolean stopped;

  Sampler(Vertx vertx, NodeParts node) {
    this.vertx = vertx;
    this.node = node;
    trouble = new QuietLog(LOG, node.clock(), "telling what the node does");
  }

  void start() {
    timer = vertx.setTimer(pause(), t -> send());
  }

  void stop() {
    stopped = true;
    vertx.cancelTimer(timer);
  }

  /** As often as people want to see something, within reason. */
  private long pause() {
    long wanted = node.config().healthReport().toMillis();
    return Math.max(SHORTEST.toMillis(), Math.min(LONGEST.toMillis(), wanted));
  }

  private void send() {
    Sample sample = unanswered == null ? next() : unanswered;
    unanswered = sample;
    node.queue()
        .insight()
        .sample(sample)
        .onSuccess(
            v -> {
              unanswered = null;
              trouble.succeeded();
            })
        .onFailure(trouble::failed)
        .onComplete(
            v -> {
              if (!stopped) {
                start();
              }
            });
  }

  private Sample next() {
    long now = System.nanoTime();
    long elapsed = Math.min(LONGEST.toMillis(), Duration.ofNanos(now - lastNanos).toMillis());
    lastNanos = now;
    NodeInfo info = node.present();
    return new Sample(
        info.incarnation(),
        info.name(),
        ++sequence,
        node.activity().reserved(),
        use(),
        node.slots(),
        why(node.health(), node.holdings().isStuck()),
        node.health().notice(),
        shares(
            node.activity().take(),
            running(node.holdings().list()),
            elapsed * fullness(info, node.holdings().size(), node.activity().reserved())));
  }

  private MachineUse use() {
    OptionalLong ofTasks = node.spawner().memoryBytes();
    return new MachineUse(
        ofTasks.isPresent() ? ofTasks.getAsLong() : null, processors.busyMillis());
  }

  private static Map<JobId, Long> running(List<Held> held) {
    return held.stream().collect(Collectors.groupingBy(h -> h.id().job(), Collectors.counting()));
  }

  /** Of what is scarcest: slots, memory or cpus; 1 is full. */
  static double fullness(NodeInfo info, int running, Resources reserved) {
    double slots = (double) running / Math.max(1, info.slots());
    double memory = (double) reserved.memoryBytes() / Math.max(1, info.capacity().memoryBytes());
    double cpus = (double) reserved.milliCpus() / Math.max(1, info.capacity().milliCpus());
    return Math.min(1, Math.max(slots, Math.max(memory, cpus)));
  }

  /** All together first; jobs share the busy time by the number of their tasks. */
  static List<Share> shares(Map<JobId, Ended> ended, Map<JobId, Long> running, double busyMs) {
    Ended sum = ended.values().stream().reduce(Ended.NOTHING, Ended::plus);
    long tasks = running.values().stream().mapToLong(Long::longValue).sum();
    Map<JobId, Ended> jobs = new TreeMap<>(ended);
    running.keySet().forEach(job -> jobs.putIfAbsent(job, Ended.NOTHING));
    List<Share> shares = new ArrayList<>();
    shares.add(new Share(null, sum.finished(), sum.failed(), Math.round(busyMs)));
    jobs.forEach(
        (job, of) -> {
          double part = tasks == 0 ? 0 : (double) running.getOrDefault(job, 0L) / tasks;
          shares.add(new Share(job, of.finished(), of.failed(), Math.round(busyMs * part)));
        });
    return shares;
  }

  /** Why the node takes no tasks though it is not full; null when it does. */
  static @Nullable String why(Health health, boolean stuck) {
    Trouble sick = health.sick();
    Trouble blackHole = health.blackHole();
    Instant shortSince = health.memoryShortSince();
    if (sick != null) {
      return "sick since " + second(sick.since()) + ": " + sick.why();
    }
    if (blackHole != null) {
      return "drains itself since " + second(blackHole.since()) + ": " + blackHole.why();
    }
    if (shortSince != null) {
      return "memory is short since " + second(shortSince);
    }
    return stuck ? "outcomes can be neither recorded nor kept on its disk" : null;
  }

  private static Instant second(Instant at) {
    return at.truncatedTo(ChronoUnit.SECONDS);
  }
}
