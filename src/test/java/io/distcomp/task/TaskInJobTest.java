package io.distcomp.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The directory and the variables of a job hold for tasks that do not say them. */
class TaskInJobTest {

  private static final TaskSpec PLAIN = TaskSpec.of(TaskType.SHELL, "true", 5, Resources.NONE);
  private static final JobRequest JOB =
      new JobRequest(
          "job",
          null,
          "/data",
          new TreeMap<>(Map.of("A", "job", "B", "job")),
          JobRequest.Mode.ADD,
          null);

  @Test
  void aTaskThatSaysNothingHasThePlaceOfItsJob() {
    TaskSpec task = PLAIN.in(JOB);
    assertThat(task.cwd()).isEqualTo("/data");
    assertThat(task.env()).isEqualTo(JOB.env());
  }

  @Test
  void whatATaskSaysItselfGoesBefore() {
    TaskSpec task = PLAIN.withPlace("/tmp", new TreeMap<>(Map.of("A", "own"))).in(JOB);
    assertThat(task.cwd()).isEqualTo("/tmp");
    assertThat(task.env()).containsOnly(Map.entry("A", "own"), Map.entry("B", "job"));
  }

  @Test
  void aJobThatSaysNothingChangesNothing() {
    JobRequest silent = JobRequest.named("job");
    TaskSpec placed = PLAIN.withPlace("/tmp", new TreeMap<>());
    assertThat(PLAIN.in(silent)).isEqualTo(PLAIN);
    assertThat(placed.in(silent)).isEqualTo(placed);
  }
}
