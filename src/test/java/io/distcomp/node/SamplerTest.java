package io.distcomp.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.distcomp.node.Activity.Ended;
import io.distcomp.queue.Insight.Range;
import io.distcomp.queue.Insight.Share;
import io.distcomp.task.JobId;
import io.distcomp.task.Resources;
import java.time.Instant;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What a node tells of itself for charts. */
class SamplerTest extends NodeFixture {

  private static final JobId ONE = new JobId(1);
  private static final JobId TWO = new JobId(2);

  @Test
  void jobsShareTheBusyTimeByTheirTasks() {
    assertThat(Sampler.shares(Map.of(ONE, new Ended(5, 1)), Map.of(ONE, 1L, TWO, 3L), 1000))
        .containsExactly(
            new Share(null, 5, 1, 1000), new Share(ONE, 5, 1, 250), new Share(TWO, 0, 0, 750));
    assertThat(Sampler.shares(Map.of(), Map.of(), 0)).containsExactly(new Share(null, 0, 0, 0));
  }

  @Test
  void aNodeIsAsFullAsItsScarcestPart() {
    assertThat(Sampler.fullness(info, 0, Resources.of(50, 25))).isCloseTo(0.5, within(1e-9));
    assertThat(Sampler.fullness(info, info.slots() * 2, Resources.NONE)).isEqualTo(1);
  }

  @Test
  void whatKeepsANodeFromTakingTasksIsSaid() {
    Health health = new Health();
    assertThat(Sampler.why(health, false)).isNull();
    assertThat(Sampler.why(health, true)).contains("neither recorded");
    health.memoryShortSince(Instant.parse("2026-01-01T00:00:00.5Z"));
    assertThat(Sampler.why(health, true)).isEqualTo("memory is short since 2026-01-01T00:00:00Z");
    health.sick(new Health.Trouble(Instant.EPOCH, "no space"));
    assertThat(Sampler.why(health, false)).isEqualTo("sick since 1970-01-01T00:00:00Z: no space");
  }

  @Test
  void aStartedNodeHasARowInTheTimelineAndNotesTheDepthOfTheQueue() {
    await(node.start());
    Awaitility.await()
        .untilAsserted(
            () ->
                assertThat(
                        REDIS.cli(
                            "HGET", "dc:{test}:node:" + info.incarnation().value(), "sampled"))
                    .isNotBlank());

    assertThat(await(queue.insight().timeline(Range.FIVE_MINUTES, null)).rows().get(0).node())
        .isEqualTo("node1");
    assertThat(REDIS.cli("KEYS", "dc:{test}:hist:*")).isNotBlank();
    await(node.stop());
  }
}
