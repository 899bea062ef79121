package io.distcomp.queue;

import io.distcomp.task.Outcome;
import io.distcomp.task.Resources;
import io.distcomp.task.TaskSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/** Tasks and outcomes of all kinds, out of a random source. */
record RandomWork(Random random) {

  /** Commands are few, so that later tasks are often the same with other priorities and needs. */
  List<TaskSpec> tasks(int commands) {
    List<TaskSpec> tasks = new ArrayList<>();
    for (int n = random.nextInt(8); n >= 0; n--) {
      tasks.add(task(random.nextInt(commands)));
    }
    return tasks;
  }

  private TaskSpec task(int number) {
    TaskSpec plain =
        QueueFixture.shell(
            "echo " + number,
            random.nextInt(4),
            Resources.of(random.nextInt(12), random.nextInt(3)));
    return random.nextInt(8) == 0 ? picky(plain) : plain;
  }

  private TaskSpec picky(TaskSpec plain) {
    return new TaskSpec(
        plain.type(),
        plain.command(),
        plain.priority(),
        plain.needs(),
        null,
        new TreeSet<>(Set.of("gpu")),
        null,
        plain.env(),
        random.nextInt(3));
  }

  Outcome outcome() {
    return switch (random.nextInt(10)) {
      case 0, 1, 2 -> Outcome.exited(0);
      case 3 -> Outcome.exited(1);
      case 4 -> Outcome.timedOut("after 1 s");
      case 5 -> Outcome.drained("the node is stopping");
      case 7 -> Outcome.returned("cannot fork");
      case 8 -> Outcome.returnedForMemory("0.1 GB are left");
      case 6 -> Outcome.invalid("no such directory");
      default -> Outcome.cancelled();
    };
  }
}
