package io.distcomp.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.distcomp.chaos.ProxyState.Way;
import io.distcomp.testkit.NodeProcessLogs;
import io.distcomp.testkit.RedisServer.Durability;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Faults of the way between nodes and Redis under load. Sizes are the full ones times {@code
 * distcomp.chaos.scale}; tests tagged {@code chaos-full} run in the full form alone.
 */
@Tag("chaos")
@Timeout(3600)
@ExtendWith(NodeProcessLogs.class)
class NetworkChaosIT {

  private static final Duration TEN = Duration.ofSeconds(10);

  @Test
  void connectionsThatBreakCostNoTask() {
    clean("C7", NetworkChaosIT::breaks, 256, 5000);
  }

  private static List<Fault> breaks(ChaosRun run, ProxiedLink link) {
    List<Fault> faults = new ArrayList<>();
    add(faults, 40, new NetworkFaults.Reset(link));
    add(faults, 10, new NetworkFaults.BlackHole(link, TEN));
    for (String verb : List.of("claim", "commit", "renew", "submit")) {
      Runnable work = () -> run.submitter().send(run.workload().next(1));
      add(faults, 50, new NetworkFaults.LostReply(link, verb, work));
    }
    add(faults, 1, new NetworkFaults.OneWay(link, Way.TO_REDIS, TEN));
    add(faults, 1, new NetworkFaults.OneWay(link, Way.TO_CLIENT, TEN));
    add(faults, 2, new NetworkFaults.Slow(link, Duration.ofMillis(200), TEN));
    add(faults, 2, new NetworkFaults.Slices(link, TEN));
    return faults;
  }

  @Test
  @Tag("chaos-full")
  void aNodeThatIsCutOffCostsNoTask() {
    clean("C8", NetworkChaosIT::cuts, 12, 2000);
  }

  private static List<Fault> cuts(ChaosRun run, ProxiedLink link) {
    List<Fault> faults = new ArrayList<>();
    add(faults, 6, new NetworkFaults.Cut(link, Duration.ofSeconds(20)));
    add(
        faults,
        6,
        new NetworkFaults.Flapping(link, Duration.ofMillis(500), Duration.ofSeconds(30)));
    return faults;
  }

  @Test
  @Tag("chaos-full")
  void aRedisThatForbidsEverythingForAWhileCostsNoTask() {
    clean(
        "C18 ACL",
        (run, link) -> List.of(new NetworkFaults.Forbidden(Duration.ofSeconds(3))),
        5,
        200);
  }

  private static void add(List<Fault> faults, int times, Fault fault) {
    faults.addAll(Collections.nCopies(times, fault));
  }

  /** As many of each kind as there are in the list, in a random order, when the scale is 1. */
  private static void clean(
      String name,
      BiFunction<ChaosRun, ProxiedLink, List<Fault>> faults,
      int injections,
      int tasks) {
    long seed = Scale.seed();
    ProxiedLink link = new ProxiedLink();
    ChaosRig.Plan plan = ChaosRig.with(Durability.ALWAYS).link(link);
    try (ChaosRun run = new ChaosRun(name, plan, seed)) {
      List<Fault> order = new ArrayList<>(faults.apply(run, link));
      Collections.shuffle(order, new Random(seed));
      assertThat(run.run(order, Scale.of(injections), Scale.of(tasks))).isEmpty();
    }
  }
}
