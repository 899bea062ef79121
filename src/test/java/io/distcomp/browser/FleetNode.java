package io.distcomp.browser;

import io.distcomp.queue.Insight;
import io.distcomp.queue.TaskQueue.ClaimRequest;
import io.distcomp.queue.TaskQueue.Claimed;
import io.distcomp.queue.TaskQueue.Renewal;
import io.distcomp.task.Attempt;
import io.distcomp.task.AttemptReport;
import io.distcomp.task.CapturedStream;
import io.distcomp.task.Claim;
import io.distcomp.task.Demand;
import io.distcomp.task.Held;
import io.distcomp.task.Incarnation;
import io.distcomp.task.MachineUse;
import io.distcomp.task.NodeId;
import io.distcomp.task.NodeInfo;
import io.distcomp.task.Outcome;
import io.distcomp.task.Resources;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/** What one simulated node holds and says. Used by {@link Fleet}. */
final class FleetNode {

  /** Longer than the submission of everything takes. */
  static final Duration LEASE = Duration.ofHours(1);

  private static final int SLOTS = 32;
  private static final long GB = 1_000_000_000L;
  private static final Resources CAPACITY = Resources.of(64, 32);
  private static final int FAILS_ONE_IN = 40;

  private final NodeInfo info;
  private final Deque<Claim> held = new ArrayDeque<>();
  private long sequence;
  private long settled;
  private long samples;
  private long finished;
  private long failed;

  FleetNode(String name) {
    info =
        new NodeInfo(
            new NodeId(UUID.randomUUID()),
            name,
            Incarnation.random(new SecureRandom()),
            CAPACITY,
            SLOTS,
            new TreeSet<>(Set.of(Fleet.TAG)),
            "http://127.0.0.1:1",
            name);
  }

  NodeInfo info() {
    return info;
  }

  int number() {
    return Integer.parseInt(info.name().substring(info.name().indexOf('-') + 1));
  }

  int free() {
    return SLOTS - held.size();
  }

  ClaimRequest demand(int slots) {
    Demand demand = new Demand(slots, CAPACITY);
    return new ClaimRequest(info, ++sequence, demand, ClaimRequest.FROM_BEST);
  }

  void claimed(Claimed answer) {
    settled = sequence;
    held.addAll(answer.tasks());
  }

  /** Ends up to a quarter of what it holds. */
  List<AttemptReport> takeSome(Random random) {
    List<AttemptReport> reports = new ArrayList<>();
    for (int n = random.nextInt(SLOTS / 4); n > 0 && !held.isEmpty(); n--) {
      reports.add(report(held.removeFirst(), random));
    }
    return reports;
  }

  AttemptReport report(Claim claim, Random random) {
    settled = sequence;
    boolean fails = random.nextInt(FAILS_ONE_IN) == 0;
    finished += fails ? 0 : 1;
    failed += fails ? 1 : 0;
    Instant now = Instant.now();
    Outcome outcome = fails ? Outcome.exited(3) : Outcome.exited(0);
    Attempt attempt =
        new Attempt(
            info.name(),
            now.minusMillis(500L + random.nextInt(4000)),
            now,
            outcome,
            Duration.ofMillis(random.nextInt(4000)),
            GB / 4 + random.nextInt(1_000_000_000),
            false);
    return new AttemptReport(
        claim.id(), claim.token(), attempt, written("energy -1.7\n"), error(fails));
  }

  private static CapturedStream error(boolean fails) {
    return fails ? written("no convergence\n") : CapturedStream.EMPTY;
  }

  private static CapturedStream written(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return new CapturedStream(bytes, new byte[0], bytes.length, null, 0);
  }

  Renewal renewal(Random random) {
    List<Held> list = held.stream().map(c -> new Held(c.id(), c.token())).toList();
    long free = 8 * GB + random.nextInt(2_000_000_000) * 20L;
    return new Renewal(info.incarnation(), LEASE, LEASE, settled, list, free);
  }

  Insight.Sample sample(Random random) {
    Resources reserved = Resources.of(held.size(), held.size());
    var share = new Insight.Share(null, finished, failed, 2500 + random.nextInt(2500));
    finished = failed = 0;
    return new Insight.Sample(
        info.incarnation(),
        info.name(),
        ++samples,
        reserved,
        new MachineUse(held.size() * GB / 2, held.size() * 900L),
        SLOTS,
        null,
        null,
        List.of(share));
  }
}
