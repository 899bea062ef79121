package io.distcomp.chaos;

import io.distcomp.testkit.NodeProcess;
import io.distcomp.testkit.NodeProcessConf;
import io.distcomp.testkit.RedisServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

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

    ChaosRig start() {
      return new ChaosRig(this);
    }
  }

  static final Duration LEASE = Duration.ofSeconds(3);

  private final Plan plan;
  private final RedisServer redis;
  private final List<NodeProcess> nodes = new ArrayList<>();

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

  /**
   * A fault strikes these nodes now. Notes the time and the tasks that they hold: recovery is
   * counted from here.
   */
  void struck(String kind, Collection<Integer> numbers) {}

  /** The same for all nodes. */
  void struckAll(String kind) {}

  @Override
  public void close() {
    nodes.forEach(NodeProcess::close);
    plan.link().close();
    redis.close();
  }
}
