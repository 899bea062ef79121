package io.distcomp.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.distcomp.queue.Insight.Bin;
import io.distcomp.queue.Insight.ClassNeed;
import io.distcomp.queue.Insight.History;
import io.distcomp.queue.Insight.Point;
import io.distcomp.queue.Insight.Range;
import io.distcomp.queue.Insight.Row;
import io.distcomp.queue.Insight.Sample;
import io.distcomp.queue.Insight.Scale;
import io.distcomp.queue.Insight.Shape;
import io.distcomp.queue.Insight.Share;
import io.distcomp.queue.Insight.Timeline;
import io.distcomp.queue.JobControl.RuleChange;
import io.distcomp.queue.JobControl.Setting;
import io.distcomp.task.Claim;
import io.distcomp.task.JobId;
import io.distcomp.task.MachineUse;
import io.distcomp.task.NodeInfo;
import io.distcomp.task.NodeStatus;
import io.distcomp.task.Outcome;
import io.distcomp.task.Resources;
import io.distcomp.task.RetryPolicy;
import io.distcomp.task.TaskSpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** History, timeline and scale on a real Redis. */
class InsightTest extends QueueFixture {

  private final RedisTaskQueue later =
      new RedisTaskQueue(
          vertx,
          RedisAddress.of(REDIS.url(), "test"),
          new RetryPolicy(3, false, 3),
          Clock.offset(Clock.systemUTC(), Duration.ofSeconds(10)),
          new Random(1));

  @AfterEach
  void closeLater() {
    later.close();
  }

  private static Sample sample(NodeInfo by, long sequence, Share... shares) {
    return new Sample(
        by.incarnation(),
        by.name(),
        sequence,
        Resources.of(2, 1),
        MachineUse.UNKNOWN,
        32,
        null,
        null,
        List.of(shares));
  }

  private static boolean tell(NodeInfo by, long sequence, Share... shares) {
    return await(queue.insight().sample(sample(by, sequence, shares)));
  }

  // --- history

  @Test
  void theHistoryHasWhatEndedAndTheDepthOfTheQueue() {
    submit("a", shells(5));
    List<Claim> claims = claim(3);
    commit(claims.get(0), Outcome.exited(0));
    assertThat(tell(node, 1, new Share(null, 1, 0, 100))).isTrue();

    for (Range range : Range.values()) {
      History history = await(later.insight().history(range));
      assertThat(history.points()).hasSize(range.points());
      assertThat(history.points().stream().mapToLong(Point::finished).sum()).isEqualTo(1);
      List<Point> noted = history.points().stream().filter(p -> p.todo() != null).toList();
      assertThat(noted).hasSize(1);
      assertThat(noted.get(0).todo()).isEqualTo(2);
      assertThat(noted.get(0).inProgress()).isEqualTo(2);
    }
  }

  @Test
  void pointsOfTheHistoryHaveEqualDistancesAndEndWithAFullSlot() {
    List<Point> points = await(queue.insight().history(Range.HOUR)).points();

    for (int i = 1; i < points.size(); i++) {
      assertThat(Duration.between(points.get(i - 1).at(), points.get(i).at()))
          .isEqualTo(Range.HOUR.step());
    }
    Instant end = points.get(points.size() - 1).at().plus(Range.HOUR.step());
    assertThat(end).isBeforeOrEqualTo(Instant.now()).isAfter(Instant.now().minusSeconds(15));
  }

  @Test
  void hoursThatAreOverAreNotReadAgain() {
    await(queue.insight().history(Range.DAY));
    long before = calls("hgetall");
    await(queue.insight().history(Range.DAY));

    assertThat(calls("hgetall") - before).isLessThanOrEqualTo(2);
  }

  @Test
  void aHistoryThatIsNoHashOrHasNoNumbersIsEmpty() {
    long hour = Instant.now().getEpochSecond() / 3600;
    REDIS.cli("SET", "dc:{test}:hist:" + hour, "x");
    REDIS.cli("HSET", "dc:{test}:hist:" + (hour - 1), "999d", "7", "5d", "many", "6t", "-3");

    assertThat(await(queue.insight().history(Range.DAY)).points())
        .allMatch(p -> p.finished() == 0 && (p.todo() == null || p.todo() == 0));
    assertThat(tell(node, 1, new Share(null, 1, 0, 0))).isTrue();
  }

  private static long calls(String command) {
    return REDIS
        .cli("INFO", "commandstats")
        .lines()
        .filter(line -> line.startsWith("cmdstat_" + command + ":"))
        .map(line -> line.replaceAll(".*calls=(\\d+),.*", "$1").strip())
        .mapToLong(Long::parseLong)
        .sum();
  }

  // --- timeline

  @Test
  void theTimelineHasARowForEachNodeAndCountsASampleOnce() {
    NodeInfo idle = register("idle", BIG);
    JobId job = submit("a", shells(1));
    assertThat(tell(node, 1, new Share(null, 3, 1, 500), new Share(job, 2, 1, 400))).isTrue();
    assertThat(tell(node, 1, new Share(null, 3, 1, 500), new Share(job, 2, 1, 400))).isFalse();
    assertThat(tell(node, 2, new Share(null, 1, 0, 200))).isTrue();

    for (Range range : Range.values()) {
      Timeline all = await(queue.insight().timeline(range, null));
      assertThat(all.rows()).extracting(Row::node).containsExactly(idle.name(), "node1");
      assertThat(all.rows()).allMatch(row -> row.bins().size() == range.points());
      assertThat(sum(all.rows().get(1))).isEqualTo(new Bin(4, 1, 0));
      assertThat(all.rows().get(1).bins()).anyMatch(bin -> bin.busy() > 0);
      assertThat(sum(all.rows().get(0))).isEqualTo(Bin.EMPTY);
      Timeline one = await(queue.insight().timeline(range, job));
      assertThat(sum(one.rows().get(1))).isEqualTo(new Bin(2, 1, 0));
      assertThat(Duration.between(all.from(), all.to()))
          .isEqualTo(range.step().multipliedBy(range.points()));
      assertThat(all.to()).isAfterOrEqualTo(Instant.now());
    }
  }

  private static Bin sum(Row row) {
    return new Bin(
        row.bins().stream().mapToLong(Bin::finished).sum(),
        row.bins().stream().mapToLong(Bin::failed).sum(),
        0);
  }

  @Test
  void whatANodeHasReservedAndWhyItTakesNothingIsShown() {
    await(
        queue
            .insight()
            .sample(
                new Sample(
                    node.incarnation(),
                    "node1",
                    1,
                    Resources.of(2, 1.5),
                    new MachineUse(1L << 20, 1750L),
                    5,
                    "sick:\n no",
                    "conf",
                    List.of())));

    NodeStatus shown = await(queue.nodes()).get(0);
    assertThat(shown.reserved()).isEqualTo(Resources.of(2, 1.5));
    assertThat(shown.use()).isEqualTo(new MachineUse(1L << 20, 1750L));
    assertThat(shown.info().slots()).isEqualTo(5);
    assertThat(shown.notice()).isEqualTo("conf");
    assertThat(shown.trouble()).isEqualTo("sick:  no");

    String record = "dc:{test}:node:" + node.incarnation().value();
    REDIS.cli("HSET", record, "tmem", "-5", "busy", "some");
    assertThat(await(queue.nodes()).get(0).use()).isEqualTo(new MachineUse(0L, 0L));
  }

  @Test
  void aNodeWithoutALeaseLeavesNoTrace() {
    await(queue.deregister(node.incarnation()));

    assertThat(tell(node, 1, new Share(null, 1, 0, 1))).isFalse();
    assertThat(REDIS.cli("KEYS", "dc:{test}:line:*").strip()).isEmpty();
  }

  @Test
  void slotsOfAnotherFormAreSkippedAndOverwritten() {
    tell(node, 1, new Share(null, 1, 0, 1));
    for (String key : REDIS.cli("KEYS", "dc:{test}:line:*").strip().split("\\s+", -1)) {
      REDIS.cli("HSET", key, "no name!:1", "1 1 1", "x:99999999999", "1 1 1", "y:7", "a b c");
      REDIS.cli("HSET", key, "node1:0", "9999999999999999999999 1 1");
    }
    assertThat(tell(node, 2, new Share(null, 1, 0, 1))).isTrue();

    for (Range range : Range.values()) {
      assertThat(await(queue.insight().timeline(range, null)).rows())
          .extracting(Row::node)
          .containsExactly("node1");
    }
    for (String key : REDIS.cli("KEYS", "dc:{test}:line:*").strip().split("\\s+", -1)) {
      assertThat(Long.parseLong(REDIS.cli("TTL", key).strip())).isPositive();
      REDIS.cli("SET", key, "no hash");
    }
    assertThat(tell(node, 3, new Share(null, 1, 0, 1))).isTrue();
    assertThat(sum(await(queue.insight().timeline(Range.HOUR, null)).rows().get(0)))
        .isEqualTo(Bin.EMPTY);
  }

  // --- scale

  @Test
  void whatIsQueuedIsAddedUpByItsNeeds() {
    submit("a", List.of(shell("a", 5, Resources.of(2, 1)), shell("b", 9, Resources.of(2, 1))));
    submit("b", List.of(shell("c", 1, Resources.of(2, 1)), shell("d", 1, Resources.of(9999, 1))));

    Scale scale = await(queue.insight().scale(Duration.ofHours(1)));

    assertThat(scale.exact()).isTrue();
    assertThat(scale.classes())
        .extracting(ClassNeed::needs, ClassNeed::todo, ClassNeed::nodes)
        .containsExactlyInAnyOrder(
            tuple(Resources.of(2, 1), 3L, null), tuple(Resources.of(9999, 1), 1L, null));
  }

  @Test
  void nodesAreToldFromTheRateAndFromWhatFitsOnOne() {
    submit("a", shells(1000));
    List<Claim> claims = claim(11);
    commit(claims.get(0), Outcome.exited(0));

    ClassNeed soon = await(queue.insight().scale(Duration.ofSeconds(1))).classes().get(0);
    ClassNeed late = await(queue.insight().scale(Duration.ofDays(7))).classes().get(0);

    // 989 tasks of at least ten seconds each (ten run, at most one ends a second), 32 at a time.
    assertThat(soon.todo()).isEqualTo(989);
    assertThat(Objects.requireNonNull(soon.nodes())).isGreaterThanOrEqualTo(300);
    assertThat(late.nodes()).isEqualTo(1);
  }

  @Test
  void slotsAreWantedForWhatFindsNoRoomAndTheJobsLimitAllows() {
    NodeInfo small = register("small", Resources.of(2, 2));
    await(queue.deregister(node.incarnation()));
    submit(
        "two-cpus", List.of(shell("a", 9, Resources.of(0, 2)), shell("b", 9, Resources.of(0, 2))));
    submit("large", List.of(shell("c", 5, Resources.of(9, 1))));
    JobId limited = submit("limited", limitedTasks());
    await(queue.change(limited, new RuleChange(Setting.to(3), Setting.LEFT)));

    List<ClassNeed> classes = await(queue.insight().scale(Duration.ofHours(1))).classes();

    assertThat(classes)
        .extracting(ClassNeed::todo, ClassNeed::wanted, c -> c.shape().live())
        .as("one of two fits; the other class is above every node; three of ten may start")
        .containsExactly(tuple(2L, 1L, true), tuple(1L, 1L, false), tuple(10L, 3L, true));
    assertThat(classes.get(0).shape())
        .isEqualTo(new Shape(small.capacity(), small.slots(), 1, true));
    assertThat(classes.get(1).shape()).isEqualTo(new Shape(Resources.of(9, 1), 1, 1, false));
  }

  private static List<TaskSpec> limitedTasks() {
    return IntStream.range(0, 10).mapToObj(i -> shell("l" + i, 1, Resources.of(0, 1))).toList();
  }
}
