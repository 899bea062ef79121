package io.distcomp.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.distcomp.task.TaskId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TaskSetTest {

  @Test
  void eachTaskIsTakenOnceInOrder() {
    TaskSet set = new TaskSet();
    for (String id : List.of("3.9", "1.1", "3.2", "1.1", "1.64", "2.5")) {
      set.add(TaskId.parse(id));
    }
    assertThat(set.size()).isEqualTo(5);
    List<String> taken = new ArrayList<>();
    for (List<TaskId> some = set.take(2); !some.isEmpty(); some = set.take(2)) {
      assertThat(some).hasSizeLessThanOrEqualTo(2);
      some.forEach(id -> taken.add(id.toString()));
    }
    assertThat(taken).containsExactly("1.1", "1.64", "2.5", "3.2", "3.9");
    assertThat(set.take(2)).isEmpty();
    assertThat(set.jobs()).hasSize(3);
  }
}
