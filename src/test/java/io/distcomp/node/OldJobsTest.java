package io.distcomp.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.distcomp.queue.ManyTasks.Keep;
import io.distcomp.queue.ManyTasks.OldJob;
import io.distcomp.task.JobId;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What the log says of a job that went by itself. */
class OldJobsTest {

  private static final Keep KEEP = new Keep(Duration.ofDays(30), 1000);
  private static final Instant ENDED = Instant.parse("2026-01-02T03:04:05.678Z");

  private static OldJob job(String name, boolean old) {
    return new OldJob(new JobId(12), name, ENDED, 40, old);
  }

  @Test
  void theReasonIsTheKeyAndItsValue() {
    assertThat(OldJobs.sentence(job("sweep", true), KEEP))
        .isEqualTo(
            "removed job 12 (sweep, 40 tasks), which ended at 2026-01-02T03:04:05Z:"
                + " keep_finished_days is 30");
    assertThat(OldJobs.sentence(job("sweep", false), KEEP))
        .endsWith("more tasks have ended than keep_finished_tasks, 1000");
  }

  @Test
  void aNameCannotForgeALine() {
    assertThat(OldJobs.sentence(job("a\n2026 ERROR " + "b".repeat(999), true), KEEP))
        .doesNotContain("\n")
        .hasSizeLessThan(400);
  }
}
