package io.distcomp.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.distcomp.task.Claim;
import io.distcomp.task.JobId;
import io.distcomp.task.Outcome;
import io.distcomp.task.Resources;
import io.distcomp.task.TaskId;
import io.distcomp.task.TaskSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Another priority for the tasks of a whole job. */
class ReprioritiseTest extends RecountedFixture {

  private static final String UNFINISHED = "dc:{test}:unfinished";

  @AfterEach
  void nothingIsUnderWay() {
    assertThat(REDIS.cli("EXISTS", UNFINISHED).strip()).isEqualTo("0");
  }

  private static List<TaskSpec> tasks(String word, int priority, int n) {
    return IntStream.rangeClosed(1, n)
        .mapToObj(i -> shell("echo " + word + i, priority, Resources.of(i % 3, 0)))
        .toList();
  }

  @Test
  void aJobThatIsRaisedComesFirstInTheOrderOfItsSubmission() {
    submit("first", tasks("a", 5, 3));
    JobId late = submit("late", tasks("b", 4, 3));

    assertThat(await(queue.reprioritise(late, 9))).isTrue();

    assertThat(await(queue.job(late)).orElseThrow().priority()).isEqualTo(9);
    assertThat(commands(claim(6)))
        .containsExactly("echo b1", "echo b2", "echo b3", "echo a1", "echo a2", "echo a3");
  }

  @Test
  void aJobThatIsLoweredComesLast() {
    JobId first = submit("first", tasks("a", 5, 1200));
    submit("late", tasks("b", 4, 1));

    assertThat(await(queue.reprioritise(first, 0))).isTrue();

    List<String> all = new ArrayList<>();
    for (List<Claim> some = claim(500); !some.isEmpty(); some = claim(500)) {
      all.addAll(commands(some));
    }
    List<String> wanted = new ArrayList<>(List.of("echo b1"));
    IntStream.rangeClosed(1, 1200).forEach(i -> wanted.add("echo a" + i));
    assertThat(all).isEqualTo(wanted);
  }

  @Test
  void tasksThatRunAgainHaveTheNewPriorityToo() {
    JobId job = submit("job", tasks("a", 5, 3));
    List<Claim> claims = claim(3);
    commit(claims.get(0), Outcome.exited(1)); // waits
    await(queue.cancel(List.of(claims.get(1).id())));
    commit(claims.get(1), Outcome.cancelled());
    submit("other", tasks("b", 6, 1));

    await(queue.reprioritise(job, 7));
    await(queue.release(List.of(held(claims.get(2))), "node1", "x"));
    await(queue.retry(List.of(claims.get(1).id())));
    elapse();

    List<Claim> again = claim(4);
    assertThat(commands(again)).containsExactly("echo a1", "echo a2", "echo a3", "echo b1");
    assertThat(again.get(0).spec().priority()).isEqualTo(7);
  }

  @Test
  void whatIsSubmittedLaterKeepsWhatItSays() {
    JobId job = submit("job", tasks("a", 5, 2));
    await(queue.reprioritise(job, 1));

    submit("job", tasks("b", 5, 2));

    List<Claim> claims = claim(4);
    assertThat(commands(claims)).containsExactly("echo b1", "echo b2", "echo a1", "echo a2");
    assertThat(claims.stream().map(c -> c.spec().priority())).containsExactly(5, 5, 1, 1);
  }

  @Test
  void thePriorityThatWasAskedForLastWins() {
    JobId job = submit("job", tasks("a", 5, 100));

    var first = queue.reprioritise(job, 1);
    var second = queue.reprioritise(job, 8);
    await(first);
    await(second);

    assertThat(await(queue.job(job)).orElseThrow().priority()).isEqualTo(8);
    assertThat(claim(100).stream().map(c -> c.spec().priority()).distinct()).containsExactly(8);
  }

  @Test
  void aChangeThatWasBegunIsEndedByAnyNode() {
    JobId job = submit("job", tasks("a", 5, 3));
    submit("other", tasks("b", 6, 1));
    REDIS.cli("HSET", UNFINISHED, job.toString(), "profiles 7 3 0 1");
    REDIS.cli("DEL", "dc:{test}:profn:" + job);

    assertThat(await(queue.finishUnfinished())).isEqualTo(1);

    assertThat(commands(claim(4))).containsExactly("echo a1", "echo a2", "echo a3", "echo b1");
  }

  @Test
  void claimsOnTheWayGetEachTaskOnce() {
    JobId job = submit("job", tasks("a", 5, 3000));
    var change = queue.reprioritise(job, 2);
    List<TaskId> given = new ArrayList<>();
    for (List<Claim> some = claim(100); !some.isEmpty(); some = claim(100)) {
      some.forEach(c -> given.add(c.id()));
    }
    await(change);
    assertThat(given).doesNotHaveDuplicates().hasSize(3000);
  }

  @Test
  void whatIsUnderWayAndNobodyCanReadIsNoTrouble() {
    JobId job = submit("job", tasks("a", 5, 3));
    REDIS.cli("HSET", UNFINISHED, job.toString(), "nonsense");
    REDIS.cli("HSET", UNFINISHED, "x", "tasks 1 1");
    await(queue.finishUnfinished());
    assertThat(await(queue.reprioritise(job, 6))).isTrue();
    assertThat(await(queue.reprioritise(new JobId(77), 6))).isFalse();
    REDIS.cli("DEL", UNFINISHED);
    assertThat(claim(3).stream().map(c -> c.spec().priority())).containsOnly(6);
  }
}
