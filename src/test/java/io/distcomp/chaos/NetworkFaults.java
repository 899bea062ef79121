package io.distcomp.chaos;

import io.distcomp.chaos.Aim.Effect;
import io.distcomp.chaos.ProxyState.Way;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.awaitility.Awaitility;

/** Faults of the way between nodes and Redis. Each is made by a test on a {@link ProxiedLink}. */
final class NetworkFaults {

  private NetworkFaults() {}

  /** Something is wrong with the way of any one node for a while; then all passes again. */
  private static void ofOneNode(
      Fault fault,
      ProxiedLink link,
      ChaosRig rig,
      RandomGenerator random,
      Consumer<RespProxy> wrong) {
    int number = random.nextInt(rig.size());
    rig.struck(fault.kind(), List.of(number));
    try {
      wrong.accept(link.proxy(number));
    } finally {
      link.proxy(number).pass();
    }
  }

  /** The same for the ways of all nodes. */
  private static void ofAllNodes(
      Fault fault, ProxiedLink link, ChaosRig rig, Duration time, Consumer<RespProxy> wrong) {
    rig.struckAll(fault.kind());
    try {
      for (int number = 0; number < rig.size(); number++) {
        wrong.accept(link.proxy(number));
      }
      ChaosRig.last(time);
    } finally {
      link.pass();
    }
  }

  /** All connections of a node are reset; new ones work. */
  record Reset(ProxiedLink link) implements Fault {
    @Override
    public String kind() {
      return "connections reset";
    }

    @Override
    public void inject(ChaosRig rig, RandomGenerator random) {
      int number = random.nextInt(rig.size());
      rig.struck(kind(), List.of(number));
      link.proxy(number).reset();
    }
  }

  /**
   * Nothing passes between a node and Redis; then all of it does, what the node has given up long
   * ago included.
   */
  record BlackHole(ProxiedLink link, Duration time) implements Fault {
    @Override
    public String kind() {
      return "black hole " + time.toSeconds() + " s";
    }

    @Override
    public void inject(ChaosRig rig, RandomGenerator random) {
      ofOneNode(
          this,
          link,
          rig,
          random,
          way -> {
            way.blackHole();
            ChaosRig.last(time);
          });
    }
  }

  /** Redis does what a node asks, and the node hears nothing; or the other way round. */
  record OneWay(ProxiedLink link, Way dead, Duration time) implements Fault {
    @Override
    public String kind() {
      return "nothing passes " + (dead == Way.TO_REDIS ? "to Redis" : "back to the node");
    }

    @Override
    public void inject(ChaosRig rig, RandomGenerator random) {
      ofOneNode(
          this,
          link,
          rig,
          random,
          way -> {
            way.block(dead);
            ChaosRig.last(time);
          });
    }
  }

  /** A node is cut off: its connections are reset and new ones are refused. */
  record Cut(ProxiedLink link, Duration time) implements Fault {
    @Override
    public String kind() {
      return "node cut off " + time.toSeconds() + " s";
    }

    @Override
    public void inject(ChaosRig rig, RandomGenerator random) {
      ofOneNode(
          this,
          link,
          rig,
          random,
          way -> {
            way.refuse();
            way.reset();
            ChaosRig.last(time);
          });
    }
  }

  /** A node is cut off and let in again, again and again. */
  record Flapping(ProxiedLink link, Duration each, Duration time) implements Fault {
    @Override
    public String kind() {
      return "link flapping " + time.toSeconds() + " s";
    }

    @Override
    public void inject(ChaosRig rig, RandomGenerator random) {
      ofOneNode(this, link, rig, random, this::flap);
    }

    private void flap(RespProxy way) {
      long end = System.nanoTime() + time.toNanos();
      while (System.nanoTime() < end) {
        way.refuse();
        way.reset();
        ChaosRig.last(each);
        way.pass();
        ChaosRig.last(each);
      }
    }
  }

  /** Everything takes longer, for all nodes and in both directions. */
  record Slow(ProxiedLink link, Duration delay, Duration time) implements Fault {
    @Override
    public String kind() {
      return "latency " + delay.toMillis() + " ms";
    }

    @Override
    public void inject(ChaosRig rig, RandomGenerator random) {
      ofAllNodes(
          this,
          link,
          rig,
          time,
          way -> {
            way.delay(Way.TO_REDIS, delay.dividedBy(2));
            way.delay(Way.TO_CLIENT, delay.dividedBy(2));
          });
    }
  }

  /** Bytes come one at a time, for all nodes. */
  record Slices(ProxiedLink link, Duration time) implements Fault {
    @Override
    public String kind() {
      return "single bytes";
    }

    @Override
    public void inject(ChaosRig rig, RandomGenerator random) {
      ofAllNodes(this, link, rig, time, way -> way.slice(1));
    }
  }

  /**
   * Redis has done one call of a verb and a node does not hear of it: its connection is reset, ends
   * cleanly, or falls silent.
   *
   * @param work makes something to do, so that there is such a call
   */
  record LostReply(ProxiedLink link, String verb, Runnable work) implements Fault {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final List<Effect> EFFECTS =
        List.of(Effect.RESET_BEFORE_REPLY, Effect.CLOSE_BEFORE_REPLY, Effect.SILENCE);

    @Override
    public String kind() {
      return "lost reply of " + verb;
    }

    @Override
    public void inject(ChaosRig rig, RandomGenerator random) {
      int number = random.nextInt(rig.size());
      Effect effect = EFFECTS.get(random.nextInt(EFFECTS.size()));
      Aim aim = link.proxy(number).aim(RespRequest.verb(verb), effect, 1);
      try {
        Awaitility.await(kind() + " of node " + number)
            .atMost(LIMIT)
            .pollInterval(Duration.ofMillis(300))
            .until(() -> isHit(aim));
        rig.struck(kind(), List.of(number));
      } finally {
        link.proxy(number).pass();
      }
    }

    private boolean isHit(Aim aim) {
      if (!aim.isDone()) {
        work.run();
      }
      return aim.isDone();
    }
  }

  /** A user of Redis may do nothing for a while: every call is answered with NOPERM. */
  record Forbidden(Duration time) implements Fault {
    @Override
    public String kind() {
      return "redis ACL change";
    }

    @Override
    public void inject(ChaosRig rig, RandomGenerator random) {
      rig.struckAll(kind());
      rig.redis().cli("ACL", "SETUSER", "default", "-eval", "-evalsha", "-publish");
      try {
        ChaosRig.last(time);
      } finally {
        rig.redis().cli("ACL", "SETUSER", "default", "+@all");
      }
    }
  }
}
