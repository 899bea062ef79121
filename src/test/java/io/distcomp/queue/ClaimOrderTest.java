package io.distcomp.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.distcomp.task.Resources;
import io.distcomp.task.TaskSpec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/**
 * What a claim gives is what somebody would pick who looks at all tasks in their order and takes
 * each that still fits: whatever their needs are, and however many different ones there are.
 */
class ClaimOrderTest extends RecountedFixture {

  private static final int TASKS = 400;
  private static final int[] MEMORY_GB = {0, 1, 2, 3, 5, 8, 2000};

  private final long seed = Long.getLong("distcomp.order.seed", System.nanoTime() & 0xffffffL);
  private final Random random = new Random(seed);
  private final List<TaskSpec> left = new ArrayList<>();

  @RepeatedTest(4)
  void eachClaimTakesTheFirstTasksThatFit() {
    submitAll(TASKS, 4);
    System.out.println("ClaimOrderTest -Ddistcomp.order.seed=" + seed);

    for (boolean drained = false; !drained; ) {
      int slots = 1 + random.nextInt(40);
      Resources free = Resources.of(random.nextInt(30), random.nextInt(12));
      assertThat(commands(claim(node, slots, free).tasks())).isEqualTo(pick(slots, free));
      drained = random.nextInt(40) == 0 || left.isEmpty();
    }
    assertThat(commands(claim(node, TASKS, BIG).tasks())).isEqualTo(pick(TASKS, BIG));
  }

  /** Two that take turns: what is left of the first comes before what is left of the second. */
  @Test
  void tasksOfTwoNeedsThatTakeTurnsAreGivenInTurn() {
    List<TaskSpec> turns = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      turns.add(shell("echo " + i, 5, Resources.of(i % 2 + 1, 0)));
    }
    long unused = submit("turns", turns).value();
    left.addAll(turns);

    assertThat(commands(claim(5))).isEqualTo(pick(5, BIG));
    assertThat(commands(claim(9))).isEqualTo(pick(9, BIG));
  }

  private void submitAll(int tasks, int jobs) {
    for (int job = 0; job < jobs; job++) {
      List<TaskSpec> specs = new ArrayList<>();
      for (int i = 0; i < tasks / jobs; i++) {
        specs.add(
            shell(
                "echo " + job + " " + i,
                4 + random.nextInt(3),
                Resources.of(MEMORY_GB[random.nextInt(MEMORY_GB.length)], random.nextInt(4))));
      }
      long unused = submit("job " + seed + " " + job, specs).value();
      left.addAll(specs);
    }
    left.sort(Comparator.comparing(TaskSpec::priority).reversed());
  }

  private List<String> pick(int slots, Resources free) {
    List<TaskSpec> taken = new ArrayList<>();
    long memory = free.memoryBytes();
    long cpus = free.milliCpus();
    for (TaskSpec task : left) {
      if (taken.size() < slots
          && task.needs().memoryBytes() <= memory
          && task.needs().milliCpus() <= cpus) {
        taken.add(task);
        memory -= task.needs().memoryBytes();
        cpus -= task.needs().milliCpus();
      }
    }
    left.removeAll(taken);
    return taken.stream().map(TaskSpec::command).toList();
  }
}
