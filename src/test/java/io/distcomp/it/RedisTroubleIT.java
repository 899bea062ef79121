package io.distcomp.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.distcomp.testkit.NodeProcess;
import io.distcomp.testkit.NodeProcessConf;
import io.distcomp.testkit.NodeProcessLogs;
import io.distcomp.testkit.RedisServer;
import io.distcomp.testkit.TestClient;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Redis dies, loses its tail, or dies with its node: what was acknowledged is kept. */
@Timeout(240)
@ExtendWith(NodeProcessLogs.class)
class RedisTroubleIT {

  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final Duration OUTAGE = Duration.ofSeconds(20);
  private static final int TASKS = 2_000;

  @RegisterExtension
  static final RedisServer REDIS = RedisServer.create().durability(RedisServer.Durability.EVERYSEC);

  @TempDir Path folder;
  private Nodes nodes;
  private Ledger ledger;

  @BeforeEach
  void open() {
    nodes = new Nodes(REDIS);
    ledger = new Ledger(folder.resolve("ledger"));
  }

  @AfterEach
  void close() {
    nodes.close();
  }

  @Test
  void redisKilledUnderLoadAndBackAfterTwentySecondsCostsNothing() throws Exception {
    NodeProcess first = nodes.start("first", UnaryOperator.identity());
    NodeProcess second = nodes.start("second", UnaryOperator.identity());
    List<String> urls = List.of(first.url(), second.url());
    long load = first.client().submit(commands(TASKS));
    Submitter submitter = new Submitter(second.client());
    Waiting.atMost(LIMIT, "work in the middle")
        .until(
            () -> first.client().count(load, "finished") > TASKS / 10 && submitter.accepted() > 3);

    REDIS.kill();
    Waiting.atMost(OUTAGE.plus(SOON), "nodes that say so for twenty seconds")
        .during(OUTAGE)
        .until(() -> nodes.readiness(urls).equals(Set.of("degraded")));
    int before = submitter.accepted();
    REDIS.restart();
    Waiting.atMost(SOON, "nodes that are well again")
        .until(() -> nodes.readiness(urls).equals(Set.of("ok")) && submitter.accepted() > before);
    Map<Long, String> accepted = submitter.end();

    assertThat(submitter.statuses()).containsOnly(201, 503);
    first.client().awaitJob(load, LIMIT);
    assertThat(first.client().count(load, "finished")).isEqualTo(TASKS);
    accepted.forEach((id, name) -> assertFinished(first.client(), id, name));
    assertThat(ledger.repeated()).isEmpty();
    assertThat(ledger.runsOfTasks()).hasSizeGreaterThanOrEqualTo(TASKS + accepted.size());
  }

  @Test
  void jobsOfATailThatWasLostAreAllThereAgain() throws IOException {
    NodeProcess first = nodes.start("first", UnaryOperator.identity());
    NodeProcess second = nodes.start("second", UnaryOperator.identity());
    long early = first.client().submit(commands(3));
    long kept = Files.size(appendOnlyFile());
    long late = first.client().submit(commands(5));
    JsonObject named = second.client().submitTo("named", commands(7));
    long large = second.client().submit(commands(2_500));

    Path file = appendOnlyFile();
    REDIS.kill();
    try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
      assertThat(open.length()).isGreaterThan(kept);
      open.setLength(kept);
    }
    REDIS.restart();

    Waiting.atMost(SOON, "nodes that are well again")
        .until(
            () ->
                nodes.readiness(List.of(first.url(), second.url())).equals(Set.of("ok"))
                    && first.client().jobs().size() == 4);
    assertFinished(first.client(), early, "job-" + early);
    assertFinished(first.client(), late, "job-" + late);
    assertFinished(first.client(), TestClient.jobId(named), "named");
    assertFinished(first.client(), large, "job-" + large);
    assertThat(first.client().count(large, "finished")).isEqualTo(2_500);
    assertThat(first.client().submit("shell:5:0:0:true")).isGreaterThan(1000);
  }

  @Test
  void anEmbeddedRedisThatIsKilledComesBackByItself() throws Exception {
    try (NodeProcess node = NodeProcess.start(NodeProcessConf.of("embeds"))) {
      TestClient client = node.client();
      long job = client.submit(commands(600));
      Waiting.atMost(LIMIT, "work in the middle").until(() -> client.count(job, "finished") > 20);
      long dead = killRedisOf(node);

      Waiting.atMost(SOON, "another server and a node that is well")
          .until(() -> redisPid(node) != dead && client.isReady());
      assertFinished(client, job, "job-" + job);
      assertThat(ledger.repeated()).isEmpty();
      assertThat(client.submit("shell:5:0:0:true")).as("after a kill").isEqualTo(1002);
      long last = redisPid(node);
      assertThat(node.stop()).isZero();
      assertThat(ProcessHandle.of(last).filter(ProcessHandle::isAlive)).isEmpty();
      node.startAgain();
      assertThat(node.client().submit("shell:5:0:0:true")).as("after a stop").isEqualTo(1003);
    }
  }

  @Test
  void aGuestOfAnEmbeddedRedisWaitsForItsHost() throws Exception {
    try (NodeProcess host = NodeProcess.start(NodeProcessConf.of("host"));
        NodeProcess guest = NodeProcess.start(guestOf(host))) {
      TestClient client = guest.client();
      long job = client.submit(commands(400));
      Waiting.atMost(LIMIT, "work in the middle").until(() -> client.count(job, "finished") > 20);

      host.kill();
      killRedisOf(host);
      Waiting.atMost(SOON, "a guest that says so")
          .until(() -> nodes.readiness(List.of(guest.url())).equals(Set.of("degraded")));
      TestClient.Answer status = client.send("GET", "/status", "application/json", new byte[0]);
      assertThat(status.status()).isEqualTo(503);
      assertThat(status.text()).contains("E_REDIS").contains("Redis cannot be reached");
      host.startAgain();

      Waiting.atMost(SOON, "a guest that is well").until(client::isReady);
      assertFinished(client, job, "job-" + job);
      assertThat(client.get("/status").getString("redis")).isEqualTo("ok");
    }
  }

  // --- what is submitted

  private List<String> commands(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> "shell:5:0:0:" + ledger.command() + " # " + i)
        .toList();
  }

  /** Submits one small job after the other until it is told to end. */
  private final class Submitter {
    private final TestClient client;
    private final Map<Long, String> jobs = new ConcurrentHashMap<>();
    private final Set<Integer> statuses = ConcurrentHashMap.newKeySet();
    private final Thread thread = new Thread(this::run, "submitter");
    private volatile boolean ended;
    private volatile Throwable failure;

    Submitter(TestClient client) {
      this.client = client;
      thread.start();
    }

    private void run() {
      try {
        for (int i = 0; !ended; i++) {
          submit("small-" + i);
        }
      } catch (RuntimeException | Error e) {
        failure = e;
      }
    }

    private void submit(String name) {
      byte[] body = (String.join("\n", commands(2)) + "\n").getBytes(StandardCharsets.UTF_8);
      TestClient.Answer answer =
          client.send("POST", "/jobs?format=lines&name=" + name, "text/plain", body);
      statuses.add(answer.status());
      if (answer.status() == 201) {
        jobs.put(TestClient.jobId(answer.json()), name);
      }
    }

    int accepted() {
      return jobs.size();
    }

    Set<Integer> statuses() {
      return statuses;
    }

    Map<Long, String> end() throws InterruptedException {
      ended = true;
      thread.join(LIMIT.toMillis());
      assertThat(failure).isNull();
      return jobs;
    }
  }

  // --- what is seen

  private static void assertFinished(TestClient api, long job, String name) {
    JsonObject end = api.awaitJob(job, LIMIT);
    assertThat(end.getString("name")).isEqualTo(name);
    assertThat(end.getString("state")).as("job " + job).isEqualTo("finished");
  }

  private static Path appendOnlyFile() throws IOException {
    List<String> answer = REDIS.cli("CONFIG", "GET", "dir").lines().toList();
    Path directory = Path.of(answer.get(1)).resolve("appendonlydir");
    try (var files = Files.newDirectoryStream(directory, "*.incr.aof")) {
      List<Path> all = new ArrayList<>();
      files.forEach(all::add);
      assertThat(all).hasSize(1);
      return all.get(0);
    }
  }

  private static long redisPid(NodeProcess node) throws IOException {
    String state = Files.readString(node.dataDir().resolve("redis/state"));
    return Long.parseLong(state.substring(0, state.indexOf(' ')));
  }

  private static long killRedisOf(NodeProcess node) throws IOException {
    long pid = redisPid(node);
    ProcessHandle server = ProcessHandle.of(pid).orElseThrow();
    assertThat(server.destroyForcibly()).isTrue();
    return pid;
  }

  private static NodeProcessConf guestOf(NodeProcess host) throws IOException {
    Path redis = host.dataDir().resolve("redis");
    return NodeProcessConf.of("guest")
        .with("redis_host", "127.0.0.1")
        .with("redis_port", Integer.parseInt(Files.readString(redis.resolve("port")).strip()))
        .with("redis_pass_file", redis.resolve("password").toString());
  }
}
