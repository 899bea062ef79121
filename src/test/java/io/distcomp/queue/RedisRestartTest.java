package io.distcomp.queue;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.distcomp.queue.TaskQueue.Added;
import io.distcomp.queue.TaskQueue.OpenedJob;
import io.distcomp.queue.TaskQueue.Restarted;
import io.distcomp.task.JobId;
import io.distcomp.task.JobRequest;
import io.distcomp.task.NodeId;
import io.distcomp.task.Resources;
import io.distcomp.task.RetryPolicy;
import io.distcomp.testkit.RedisServer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the queue notices when Redis is another process, and what it does about job numbers. */
class RedisRestartTest {

  @RegisterExtension
  static final RedisServer REDIS = RedisServer.create().durability(RedisServer.Durability.EVERYSEC);

  private static final List<Restarted> TEN_SECONDS = List.of(new Restarted(Duration.ofSeconds(10)));

  private final Vertx vertx = Vertx.vertx();
  private final List<Restarted> told = new CopyOnWriteArrayList<>();
  private RedisTaskQueue queue;

  @BeforeEach
  void connect() {
    fsync("everysec");
    queue = queue(RedisAddress.of(REDIS.url(), "test"));
  }

  @AfterEach
  void disconnect() throws Exception {
    queue.close();
    vertx.close().await(10, SECONDS);
  }

  private RedisTaskQueue queue(RedisAddress address) {
    RedisTaskQueue made =
        new RedisTaskQueue(
            vertx, address, new RetryPolicy(3, false, 3), Clock.systemUTC(), new Random(1));
    made.onRestart(told::add);
    return made;
  }

  /** Also for the next process. */
  private static void fsync(String when) {
    REDIS.cli("CONFIG", "SET", "appendfsync", when);
    REDIS.cli("CONFIG", "REWRITE");
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.await(10, SECONDS);
  }

  /** Something on the connection of the leases, as soon as that works. */
  private void beat() {
    Awaitility.await().ignoreExceptions().until(() -> await(register()).accepted());
  }

  private Future<TaskQueue.Registered> register() {
    return queue.register(
        QueueFixture.info(
            new NodeId(UUID.randomUUID()), "n" + UUID.randomUUID(), Resources.of(1, 1)),
        Duration.ofSeconds(30));
  }

  private JobId submit(String name, int tasks) throws Exception {
    return submit(await(queue.open(JobRequest.named(name))), tasks);
  }

  private JobId submit(OpenedJob job, int tasks) throws Exception {
    Added added = await(queue.add(job, TaskChunk.of(QueueFixture.shells(tasks))));
    return await(queue.seal(job, added)).id();
  }

  // --- who hears of it

  @Test
  void anotherProcessIsToldOnceAndOnAWorkingConnection() throws Exception {
    beat();
    List<Future<?>> inside = new CopyOnWriteArrayList<>();
    queue.onRestart(restarted -> inside.add(register()));

    REDIS.restart();
    beat();
    beat();

    assertThat(told).isEqualTo(TEN_SECONDS);
    assertThat(inside).hasSize(1);
    Awaitility.await().until(() -> inside.get(0).succeeded());
  }

  @Test
  void aConnectionThatBreaksIsNoRestart() throws Exception {
    beat();

    REDIS.cli("CLIENT", "KILL", "TYPE", "normal");
    beat();

    assertThat(told).isEmpty();
    REDIS.cli("CONFIG", "RESETSTAT");
    beat();
    beat();
    assertThat(REDIS.cli("INFO", "commandstats"))
        .as("what a connection that is there costs")
        .doesNotContain("cmdstat_info", "cmdstat_config|get");
  }

  @Test
  void aServerThatWritesBeforeItAcknowledgesHasNoWindow() throws Exception {
    fsync("always");
    beat();

    REDIS.restart();
    beat();

    assertThat(told).containsExactly(new Restarted(Duration.ZERO));
  }

  @Test
  void aUserWhoMayNotAskIsToldOfEachNewConnection() throws Exception {
    REDIS.cli(
        "ACL", "SETUSER", "few", "on", ">secret", "~*", "&*", "+@all", "-@dangerous", "-info");
    queue.close();
    queue = queue(new RedisAddress(REDIS.urlOf("few"), "few", "secret", 0, null, "test"));
    beat();

    REDIS.cli("CLIENT", "KILL", "TYPE", "normal");
    beat();

    assertThat(told).isEqualTo(TEN_SECONDS);
    assertThat(submit("a", 1)).isEqualTo(new JobId(1));
  }

  // --- job numbers

  @Test
  void numbersThatMayHaveBeenForgottenAreNotGivenAgain() throws Exception {
    assertThat(submit("first", 1)).isEqualTo(new JobId(1));
    long kept = appendOnlySize();
    assertThat(submit("second", 3)).isEqualTo(new JobId(2));

    cutTo(kept);

    assertThat(REDIS.cli("ZRANGE", "dc:{test}:jobs", "0", "-1")).isEqualTo("1");
    assertThat(submit("third", 1)).isEqualTo(new JobId(1002));
    assertThat(submit("fourth", 1)).isEqualTo(new JobId(1003));
  }

  @Test
  void aServerThatForgetsNothingGoesOnCounting() throws Exception {
    fsync("always");
    submit("first", 1);

    REDIS.restart();
    beat();

    assertThat(submit("second", 1)).isEqualTo(new JobId(2));
  }

  @Test
  void afterAnEndInOrderTheCountGoesOn() throws Exception {
    submit("first", 1);
    await(queue.endsInOrder());

    REDIS.restart();
    beat();

    assertThat(submit("second", 1)).isEqualTo(new JobId(2));
    assertThat(REDIS.cli("HGET", "dc:{test}:meta", "server")).isNotEmpty();
  }

  @Test
  void anEndInOrderHidesNoLossOfAnEarlierProcess() throws Exception {
    submit("first", 1);
    REDIS.restart();
    beat();
    await(queue.endsInOrder());

    REDIS.restart();
    beat();

    assertThat(submit("second", 1)).isEqualTo(new JobId(1002));
  }

  @Test
  void aLostJobGetsItsNumberBack() throws Exception {
    submit("first", 1);
    long kept = appendOnlySize();
    submit("lost", 3);
    cutTo(kept);
    beat();

    OpenedJob again = await(queue.reopen(JobRequest.named("lost"), new JobId(2)));

    assertThat(again.id()).isEqualTo(new JobId(2));
    assertThat(again.isNew()).isTrue();
    assertThat(submit(again, 3)).isEqualTo(new JobId(2));
    assertThat(await(queue.jobNamed("lost"))).contains(new JobId(2));
    assertThat(submit("next", 1)).isEqualTo(new JobId(1002));
  }

  @Test
  void aJobThatIsStillThereIsOpenedAsItIs() throws Exception {
    submit("kept", 3);

    OpenedJob again = await(queue.reopen(JobRequest.named("kept"), new JobId(1)));

    assertThat(again.id()).isEqualTo(new JobId(1));
    assertThat(await(queue.add(again, TaskChunk.of(QueueFixture.shells(3)))))
        .isEqualTo(new Added(0, 3, 0, 0));
  }

  @Test
  void aNumberThatOtherWorkHasIsLeftToIt() throws Exception {
    submit("other", 1);

    OpenedJob again = await(queue.reopen(JobRequest.named("lost"), new JobId(1)));

    assertThat(again.id()).isEqualTo(new JobId(2));
    assertThat(again.name()).isEqualTo("lost");
  }

  // --- the disk

  private static Path appendOnlyFile() throws IOException {
    assumeFalse(REDIS.isInContainer(), "the files of a container are out of reach");
    Path directory = REDIS.directory().resolve("appendonlydir");
    try (var files = Files.newDirectoryStream(directory, "*.incr.aof")) {
      return files.iterator().next();
    }
  }

  private static long appendOnlySize() throws IOException {
    return Files.size(appendOnlyFile());
  }

  /** What a fall of the machine does to what was not on the disk yet. */
  private static void cutTo(long size) throws IOException {
    Path file = appendOnlyFile();
    REDIS.kill();
    try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
      assertThat(open.length()).isGreaterThan(size);
      open.setLength(size);
    }
    REDIS.restart();
  }
}
