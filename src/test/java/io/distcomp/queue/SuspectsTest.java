package io.distcomp.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.distcomp.queue.TaskQueue.Commit;
import io.distcomp.queue.TaskQueue.Renewal;
import io.distcomp.task.Claim;
import io.distcomp.task.NodeInfo;
import io.distcomp.task.Outcome;
import io.distcomp.task.TaskState;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tasks that were on two nodes when they died: any of them may be the one that kills nodes. */
class SuspectsTest extends QueueFixture {

  private static final int TASKS = 5;

  @AfterEach
  void theBooksBalance() {
    try (Recount recount = new Recount(REDIS.host(), REDIS.port(), "test")) {
      assertThat(recount.faults()).isEmpty();
    }
  }

  @Test
  void aNodeRunsOneSuspectAtATimeAndOthersBesideIt() {
    submit("job", shells(TASKS));
    killTwoNodes(TASKS);
    submit("other", shells(3));

    List<Claim> claims = claim(10);
    assertThat(claims).hasSize(1 + 3);
    assertThat(claim(10)).isEmpty();

    assertThat(commit(claims.get(0), Outcome.exited(0))).isEqualTo(Commit.COMMITTED);
    assertThat(claim(10)).hasSize(1);
    assertThat(claim(10)).isEmpty();
    assertThat(claim(register("node2", BIG), 10, BIG).tasks()).hasSize(1);
  }

  @Test
  void onlyTheTaskThatKillsAThirdNodeFails() {
    submit("job", shells(TASKS));
    killTwoNodes(TASKS);

    Claim poison = claim(10).get(0);
    die();
    assertThat(task(poison).state()).isEqualTo(TaskState.FAILED);
    assertThat(task(poison).reason()).isEqualTo("lost");

    for (int i = 1; i < TASKS; i++) {
      Claim innocent = claim(10).get(0);
      assertThat(commit(innocent, Outcome.exited(0))).isEqualTo(Commit.COMMITTED);
    }
    assertThat(await(queue.status()).counts().finished()).isEqualTo(TASKS - 1);
  }

  @Test
  void aSuspectThatWasGivenBackIsOneStill() {
    submit("job", shells(2));
    killTwoNodes(2);

    Claim first = claim(10).get(0);
    assertThat(await(queue.release(List.of(held(first)), "node1", "test"))).isEqualTo(1);

    assertThat(claim(10)).hasSize(1);
  }

  @Test
  void aSecondLossThatWasNoneMakesNoSuspect() {
    submit("job", shells(2));
    List<Claim> first = claim(10);
    assertThat(first).hasSize(2);
    die();
    List<Claim> second = claim(10);
    NodeInfo paused = node;
    die();
    assertThat(claim(node, 0, BIG).tasks()).isEmpty(); // both are due: todo and suspects now

    assertThat(await(queue.register(paused, LEASE)).accepted()).isFalse();
    expire(node);
    assertThat(await(queue.register(paused, LEASE)).accepted()).isTrue();
    Renewal renewal =
        new Renewal(
            paused.incarnation(),
            LEASE,
            LEASE.dividedBy(3),
            sequence.get(),
            second.stream().map(QueueFixture::held).toList(),
            0);
    assertThat(await(queue.renew(renewal)).lost()).isEmpty();
    assertThat(second).allMatch(claim -> task(claim).state() == TaskState.IN_PROGRESS);
  }

  /** With all tasks on each; then all are due. */
  private void killTwoNodes(int tasks) {
    assertThat(claim(10)).hasSize(tasks);
    die();
    assertThat(claim(10)).hasSize(tasks);
    die();
  }

  private void die() {
    expire(node);
    await(queue.reap(100, NO_STRIKE));
    await(queue.reap(100, NO_STRIKE));
    elapse();
    node = register("node1", BIG);
  }
}
