package io.distcomp.chaos;

import io.distcomp.testkit.NodeProcess;
import io.distcomp.testkit.NodeProcessConf;
import io.distcomp.testkit.RedisServer;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/**
 * A Redis server and nodes in JVMs of their own, on which a {@link Nemesis} may be let loose. Made
 * by a test through {@link #with}; faults use it from one thread.
 */
final class ChaosRig implements AutoCloseable {

  /** What a rig is made of; immutable. */
  record Plan(
      RedisServer server,
      int nodes,
      Link link,
      Optional<Path> classPath,
      UnaryOperator<NodeProcessConf> conf) {

    Plan nodes(int wanted) {
      return new Plan(server, wanted, link, classPath, conf);
    }

    Plan link(Link wanted) {
      return new Plan(server, nodes, wanted, classPath, conf);
    }

    /** Puts this folder before the jar on the class path of each node. */
    Plan classPath(Path folder) {
      return new Plan(server, nodes, link, Optional.of(folder), conf);
    }

    /** Changes the conf.json of each node. */
    Plan conf(UnaryOperator<NodeProcessConf> change) {
      return new Plan(server, nodes, link, classPath, given -> change.apply(conf.apply(given)));
    }

    /** Starts it all and returns when each node takes tasks. */
    ChaosRig start() {
      ChaosRig rig = new ChaosRig(this);
      try {
        rig.startAll();
        return rig;
      } catch (RuntimeException | Error e) {
        rig.close();
        throw e;
      }
    }
  }

  /** A fault that has struck: when, and the tasks that its nodes held then. */
  record Strike(String kind, long nanos, Set<String> tasks) {}

  static final Duration LEASE = Duration.ofSeconds(3);
  static final Duration GRACE = Duration.ofSeconds(1);
  static final Duration DRAIN = Duration.ofSeconds(2);
  static final int MAX_FAILURES = 2;

  private static final Duration HEALTHY = Duration.ofSeconds(60);
  private static final Duration ANSWER = Duration.ofSeconds(5);
  private static final String PREFIX = "dc:{default}:";

  private final Plan plan;
  private final RedisServer redis;
  private final List<NodeProcess> nodes = new CopyOnWriteArrayList<>();
  private final List<Strike> strikes = new CopyOnWriteArrayList<>();
  private final List<String> complaints = new CopyOnWriteArrayList<>();
  private final Map<Integer, Resources> fresh = new HashMap<>();

  private ChaosRig(Plan plan) {
    this.plan = plan;
    this.redis = plan.server();
  }

  /** Three nodes, straight on a server with this durability. */
  static Plan with(RedisServer.Durability durability) {
    return new Plan(
        RedisServer.create().durability(durability),
        3,
        Link.direct(),
        Optional.empty(),
        UnaryOperator.identity());
  }

  private void startAll() {
    redis.start();
    plan.link().open(redis, plan.nodes());
    List<CompletableFuture<NodeProcess>> starting =
        IntStream.range(0, plan.nodes())
            .mapToObj(i -> CompletableFuture.supplyAsync(() -> NodeProcess.start(conf(i))))
            .toList();
    try {
      starting.forEach(node -> nodes.add(node.join()));
    } catch (RuntimeException e) {
      // Those behind the one that failed have to be ended as well.
      starting.stream()
          .skip(nodes.size())
          .forEach(node -> node.handle((n, t) -> n != null && nodes.add(n)).join());
      throw e;
    }
    IntStream.range(0, plan.nodes()).forEach(this::remember);
  }

  private NodeProcessConf conf(int number) {
    NodeProcessConf conf =
        NodeProcessConf.of("node-" + number)
            .jvm("-Xmx160m")
            .with("redis_host", "127.0.0.1")
            .with("redis_port", plan.link().port(number))
            .with("lease_seconds", LEASE.toSeconds())
            .with("kill_grace_seconds", GRACE.toSeconds())
            .with("drain_timeout_seconds", DRAIN.toSeconds())
            .with("max_task_per_worker", 8)
            .with("max_retry_per_task", MAX_FAILURES)
            // Bystanders of many kills are not to end by them; the poison test sets its own.
            .with("max_lost", 20);
    return plan.classPath().map(conf::classPath).map(plan.conf()).orElse(plan.conf().apply(conf));
  }

  private void remember(int number) {
    fresh.put(number, Resources.of(node(number).pid()));
  }

  /** The server itself, whatever is between it and the nodes. */
  RedisServer redis() {
    return redis;
  }

  Link link() {
    return plan.link();
  }

  int size() {
    return plan.nodes();
  }

  /** The node with this number, from 0; it may be dead. */
  NodeProcess node(int number) {
    return nodes.get(number);
  }

  /** The number of the node with this id. */
  int numberOf(String nodeId) {
    return IntStream.range(0, size())
        .filter(number -> node(number).nodeId().equals(nodeId))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no node has the id " + nodeId));
  }

  List<NodeProcess> nodes() {
    return List.copyOf(nodes);
  }

  /** Starts a dead node on its data, as a supervisor would; returns when it takes tasks. */
  void revive(int number) {
    node(number).startAgain();
    remember(number);
  }

  /** What the node used when it had just started. */
  Resources fresh(int number) {
    return fresh.get(number);
  }

  /** The incarnation under which the node is registered, as Redis says. */
  String incarnation(int number) {
    return redis.cli("HGET", PREFIX + "nodes", node(number).name());
  }

  /** The tasks that a node holds, as Redis says; none when it does not answer. */
  Set<String> held(int number) {
    try (DirectRedis raw = new DirectRedis(redis.port(), ANSWER)) {
      String incarnation = (String) raw.call("HGET", PREFIX + "nodes", node(number).name());
      List<?> ids = (List<?>) raw.call("HKEYS", PREFIX + "run:" + incarnation);
      return Set.copyOf(ids.stream().map(String.class::cast).toList());
    } catch (UncheckedIOException e) {
      return Set.of();
    }
  }

  /**
   * A fault strikes these nodes now. Notes the time and the tasks that they hold: recovery is
   * counted from here.
   */
  void struck(String kind, Collection<Integer> numbers) {
    Set<String> tasks =
        Set.copyOf(numbers.stream().flatMap(number -> held(number).stream()).distinct().toList());
    strikes.add(new Strike(kind, System.nanoTime(), tasks));
  }

  /** The same for all nodes. */
  void struckAll(String kind) {
    struck(kind, IntStream.range(0, size()).boxed().toList());
  }

  List<Strike> strikes() {
    return List.copyOf(strikes);
  }

  /** A promise that was seen broken by other means than the ledgers. */
  void complain(String what) {
    complaints.add(what);
  }

  List<String> complaints() {
    return List.copyOf(complaints);
  }

  /** Lets a fault last: this is a length of time and not a wait for anything. */
  static void last(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  /** Returns when any node holds a task. */
  void awaitWork() {
    await(HEALTHY, "a task in progress")
        .until(() -> IntStream.range(0, size()).anyMatch(i -> !held(i).isEmpty()));
  }

  /** Returns when Redis answers and every node says that it takes tasks. */
  void awaitHealth() {
    await(HEALTHY, "nodes that are well again")
        .until(() -> nodes.stream().allMatch(node -> node.isAlive() && node.client().isReady()));
  }

  static ConditionFactory await(Duration limit, String what) {
    return Awaitility.await(what)
        .atMost(limit)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(20));
  }

  /** Ends what still runs; a node that was stopped before is left alone. */
  @Override
  public void close() {
    List<Throwable> troubles = new ArrayList<>();
    List<AutoCloseable> parts = new ArrayList<>(nodes);
    parts.add(plan.link());
    for (AutoCloseable part : parts) {
      try {
        part.close();
      } catch (Exception | Error e) {
        troubles.add(e);
      }
    }
    redis.close();
    if (!troubles.isEmpty()) {
      throw new IllegalStateException("the rig does not end", troubles.get(0));
    }
  }
}
