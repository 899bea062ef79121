package io.distcomp.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.distcomp.queue.Insight.Explanation;
import io.distcomp.queue.Insight.Fit;
import io.distcomp.queue.Insight.Sample;
import io.distcomp.queue.TaskQueue.OpenedJob;
import io.distcomp.task.Claim;
import io.distcomp.task.JobId;
import io.distcomp.task.JobRequest;
import io.distcomp.task.MachineUse;
import io.distcomp.task.NodeInfo;
import io.distcomp.task.Outcome;
import io.distcomp.task.Resources;
import io.distcomp.task.TaskId;
import io.distcomp.task.TaskSpec;
import io.distcomp.task.TaskType;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Why a task is not running, on a real Redis. */
class ExplainTest extends QueueFixture {

  private static Explanation explain(TaskId id) {
    return await(queue.insight().explain(id)).orElseThrow();
  }

  private static Explanation explain(JobId job) {
    return explain(new TaskId(job, 1));
  }

  private static String reason(Explanation why, String node) {
    return fit(why, node).reason();
  }

  private static Fit fit(Explanation why, String node) {
    return why.nodes().stream().filter(f -> f.node().equals(node)).findFirst().orElseThrow();
  }

  @Test
  void aTaskThatDoesNotExistHasNoExplanation() {
    assertThat(await(queue.insight().explain(new TaskId(new JobId(7), 1)))).isEmpty();
  }

  @Test
  void theTasksBeforeItAreCountedAcrossJobsAndClasses() {
    submit("first", List.of(shell("a", 9, Resources.NONE), shell("b", 5, Resources.of(1, 1))));
    JobId job = submit("second", shells(3));
    submit("third", shells(4));

    assertThat(explain(new TaskId(job, 3)).summary())
        .isEqualTo(
            "It is in the queue, and a node that could run it has room. 4 tasks come before it.");
    assertThat(reason(explain(job), "node1")).isEqualTo("it has room");
    claim(4);
    assertThat(explain(new TaskId(job, 3)).summary()).endsWith("No task comes before it.");
  }

  @Test
  void aNodeThatIsTooSmallOrLacksATagSaysSo() {
    register("small", Resources.of(1, 0.5));
    TaskSpec wanted =
        new TaskSpec(
            TaskType.SHELL,
            "a",
            5,
            Resources.of(4, 1),
            null,
            new TreeSet<>(List.of("gpu", "ssd")),
            null,
            new TreeMap<>(),
            null);
    Explanation why = explain(submit("a", List.of(wanted)));

    assertThat(why.summary()).isEqualTo("No live node takes it: see the reasons of the nodes.");
    assertThat(why.nodes()).noneMatch(Fit::fits);
    assertThat(reason(why, "node1")).isEqualTo("it lacks the tag gpu, ssd");
    assertThat(reason(why, "small")).isEqualTo("the task needs 4 GB of memory, the node has 1 GB");
    assertThat(reason(explain(submit("b", List.of(shell("c", 5, Resources.of(1, 2))))), "small"))
        .isEqualTo("the task needs 2 cpus, the node has 0.5 cpus");
  }

  @Test
  void aFullNodeSaysWhatIsNotFree() {
    NodeInfo small = register("small", Resources.of(8, 4));
    await(queue.deregister(node.incarnation()));
    tell(small, 1, Resources.of(6, 4), null);
    Explanation why = explain(submit("a", List.of(shell("a", 5, Resources.of(4, 1)))));

    assertThat(why.summary())
        .startsWith("It is in the queue, and the nodes that could run it are full.");
    assertThat(fit(why, "small"))
        .isEqualTo(
            new Fit(
                "small", true, "it is full: the task needs 4 GB of memory, 2 GB are not reserved"));
    assertThat(reason(why, "node1")).isEqualTo("it was stopped");
    submit("more", shells(40));
    claim(small, 32, Resources.of(8, 4));
    assertThat(reason(explain(submit("b", shells(1))), "small"))
        .isEqualTo("all of its 32 slots are in use");
  }

  private static void tell(NodeInfo by, long sequence, Resources reserved, String trouble) {
    await(
        queue
            .insight()
            .sample(
                new Sample(
                    by.incarnation(),
                    by.name(),
                    sequence,
                    reserved,
                    MachineUse.UNKNOWN,
                    32,
                    trouble,
                    null,
                    List.of())));
  }

  @Test
  void sickDrainingAndLostNodesSayWhy() {
    NodeInfo sick = register("sick", BIG);
    NodeInfo lost = register("lost", BIG);
    register("drains", BIG);
    tell(sick, 1, Resources.NONE, "sick since noon: the disk is full");
    await(queue.drain("drains", true));
    expire(lost);

    Explanation why = explain(submit("a", shells(1)));

    assertThat(fit(why, "sick"))
        .isEqualTo(new Fit("sick", false, "it takes no tasks: sick since noon: the disk is full"));
    assertThat(reason(why, "drains")).isEqualTo("it drains and takes no new tasks");
    assertThat(reason(why, "lost")).startsWith("it has not answered since 20");
    assertThat(fit(why, "node1").fits()).isTrue();
    tell(sick, 2, Resources.NONE, null);
    assertThat(fit(explain(submit("b", shells(1))), "sick").fits()).isTrue();
  }

  @Test
  void withoutANodeThatIsSaid() {
    await(queue.deregister(node.incarnation()));

    assertThat(explain(submit("a", shells(1))).summary()).isEqualTo("No node is live.");
  }

  @Test
  void aFailedAttemptMakesItWaitAndAvoidTheNode() {
    register("other", BIG);
    JobId job = submit("a", shells(1));
    Claim claim = claim(1).get(0);
    commit(claim, Outcome.exited(1));

    Explanation waits = explain(job);
    assertThat(waits.summary())
        .matches("It waits until 20\\S+Z: the pause after failed attempt 1\\.");
    assertThat(reason(waits, "node1")).startsWith("an attempt failed there");
    assertThat(fit(waits, "other").fits()).isTrue();
    elapse();
    submit("b", shells(1));
    claim(1);
    Explanation due = explain(job);
    assertThat(due.summary()).startsWith("It is in the queue");
    assertThat(reason(due, "node1"))
        .matches("an attempt failed there: the task prefers other nodes until 20\\S+Z");
    await(queue.deregister(register("third", BIG).incarnation()));
  }

  @Test
  void runningAndEndedTasksAreSaidWithoutNodes() {
    JobId job = submit("a", shells(3));
    List<Claim> claims = claim(2);
    assertThat(explain(claims.get(0).id()).summary())
        .matches("It is running on node1 since 20\\S+Z\\.");
    assertThat(explain(claims.get(0).id()).nodes()).isEmpty();
    commit(claims.get(0), Outcome.exited(0));
    await(queue.cancel(List.of(new TaskId(job, 3))));
    commit(claims.get(1), Outcome.timedOut("too long"));

    assertThat(explain(claims.get(0).id()).summary()).isEqualTo("It has finished.");
    assertThat(explain(claims.get(1).id()).summary()).isEqualTo("It has failed.");
    assertThat(explain(new TaskId(job, 3)).summary()).isEqualTo("It was cancelled.");
  }

  @Test
  void aTaskOnANodeThatHasGoneSilentIsNotSaidToRun() {
    submit("a", shells(1));
    Claim claim = claim(1).get(0);
    expire(node);

    assertThat(explain(claim.id()).summary())
        .matches(
            "It was started on node1 at 20\\S+Z\\. That node has not answered since 20\\S+Z;"
                + " the task is taken back when its lease ends\\.");
  }

  @Test
  void aJobThatIsStillBeingSubmittedHoldsItsTasks() {
    OpenedJob open = await(queue.open(JobRequest.named("a")));
    await(queue.add(open, TaskChunk.of(shells(1))));

    assertThat(explain(open.id()).summary()).isEqualTo("Its job is still being submitted.");
  }

  private static JobId heldBy(JobRequest.Rules rules) {
    JobRequest request =
        new JobRequest("held", null, null, new TreeMap<>(), JobRequest.Mode.NEW, null, rules);
    return submit(request, shells(3)).job().id();
  }

  @Test
  void aJobThatIsPausedOrGoesHoldsItsTasks() {
    JobId job = submit("a", shells(1));
    await(queue.pause(job));
    assertThat(explain(job).summary()).isEqualTo("Its job is paused.");
    REDIS.cli("HSET", "dc:{test}:job:" + job, "hold", "removal");
    assertThat(explain(job).summary()).isEqualTo("Its job is being removed.");
  }

  @Test
  void aJobThatStartsAfterAnotherSaysWhichAndHowThatStands() {
    JobId first = submit("first", shells(1));
    JobId job = heldBy(new JobRequest.Rules(null, null, first, null));

    assertThat(explain(job).summary())
        .isEqualTo("Its job starts after job " + first + " (running).");
    await(queue.pause(first));
    await(queue.pause(job));
    assertThat(explain(job).summary())
        .isEqualTo("Its job is paused. Its job starts after job " + first + " (paused).");
    REDIS.cli("DEL", "dc:{test}:job:" + first);
    assertThat(explain(job).summary()).endsWith("after job " + first + " (removed).");
  }

  @Test
  void aJobThatHasATimeOfItsStartSaysIt() {
    Instant start = Instant.parse("2099-01-02T03:04:05.678Z");

    assertThat(explain(heldBy(new JobRequest.Rules(null, null, null, start))).summary())
        .isEqualTo("Its job does not start before 2099-01-02T03:04:05Z.");
  }

  @Test
  void aJobThatItsFailuresStoppedSaysHowMany() {
    JobId job = heldBy(new JobRequest.Rules(null, 1, null, null));
    commit(claim(1).get(0), Outcome.timedOut("too long"));

    assertThat(explain(new TaskId(job, 2)).summary())
        .isEqualTo("Its job was stopped by its failures: 1 task has failed, and max_fails is 1.");
    await(queue.resume(job));
    assertThat(explain(new TaskId(job, 2)).summary()).startsWith("It is in the queue");
  }

  @Test
  void aJobAtItsLimitSaysIt() {
    JobId job = heldBy(new JobRequest.Rules(1, null, null, null));
    claim(1);

    assertThat(explain(new TaskId(job, 2)).summary())
        .isEqualTo("Its job runs as many tasks at a time as its limit allows: 1.");
  }

  @Test
  void aTaskThatCannotBeReadIsSaidToHaveFailed() {
    JobId job = submit("a", shells(1));
    REDIS.cli("HSET", "dc:{test}:rec:" + job + ":0", "1", "no record");

    assertThat(explain(job).summary()).startsWith("It has failed: unreadable");
  }

  @Test
  void inALongQueueFewCallsAreMade() {
    for (int i = 0; i < 20; i++) {
      submit("j" + i, shells(500));
    }
    JobId last = submit("last", shells(1));
    long before = commands();
    Explanation why = explain(last);

    assertThat(why.summary()).endsWith("10,000 tasks come before it.");
    assertThat(commands() - before).isLessThan(200);
  }

  private static long commands() {
    return REDIS
        .cli("INFO", "commandstats")
        .lines()
        .filter(line -> line.startsWith("cmdstat_"))
        .mapToLong(line -> Long.parseLong(line.replaceAll(".*calls=(\\d+),.*", "$1").strip()))
        .sum();
  }
}
