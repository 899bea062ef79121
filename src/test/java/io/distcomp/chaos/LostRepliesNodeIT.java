package io.distcomp.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.distcomp.chaos.Aim.Effect;
import io.distcomp.testkit.NodeProcess;
import io.distcomp.testkit.NodeProcessConf;
import io.distcomp.testkit.NodeProcessLogs;
import io.distcomp.testkit.RedisServer;
import io.distcomp.testkit.TestClient;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A whole node that does not hear what Redis has done for it. */
@Timeout(240)
@ExtendWith(NodeProcessLogs.class)
class LostRepliesNodeIT {

  private static final Duration STRUCK = Duration.ofSeconds(30);
  private static final int TASKS = 20;
  private static final List<Effect> LOST =
      List.of(Effect.RESET_BEFORE_REPLY, Effect.CLOSE_BEFORE_REPLY, Effect.SILENCE);

  @RegisterExtension static final RedisServer REDIS = RedisServer.create();

  @TempDir Path folder;
  private RespProxy proxy;
  private NodeProcess node;
  private TestClient client;

  @BeforeEach
  void start() {
    proxy = RespProxy.to(REDIS.port());
    node = NodeProcess.start(NodeProcessConf.of("deaf").redis(proxy.url()));
    client = node.client();
  }

  @AfterEach
  void stop() {
    proxy.pass();
    node.close();
    proxy.close();
  }

  private List<String> lines(String mark, int n) {
    return IntStream.rangeClosed(1, n)
        .mapToObj(i -> "shell:5:0:0:echo " + mark + "-" + i + " >> " + folder.resolve("ledger"))
        .toList();
  }

  private Map<String, Integer> runs() throws IOException {
    Map<String, Integer> runs = new HashMap<>();
    for (String line : Files.readAllLines(folder.resolve("ledger"))) {
      runs.merge(line, 1, Integer::sum);
    }
    return runs;
  }

  private static long counted(String field) {
    String text = REDIS.cli("HGET", "dc:{default}:counts", field);
    return text.isEmpty() ? 0 : Long.parseLong(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"claim", "commit", "renew"})
  void eachTaskRunsOnceAndCountsOnce(String verb) throws IOException {
    for (Effect effect : LOST) {
      Aim aim = proxy.aim(RespRequest.verb(verb), effect, 1);
      long job = client.submit(lines(effect.name(), TASKS));
      aim.awaitDone(STRUCK);
      assertThat(client.awaitJob(job).getString("state")).isEqualTo("finished");
    }

    int all = LOST.size() * TASKS;
    assertThat(runs()).hasSize(all).allSatisfy((line, n) -> assertThat(n).isEqualTo(1));
    assertThat(counted("committed")).isEqualTo(all);
    assertThat(counted("stale")).isZero();
    assertThat(counted("already")).isGreaterThanOrEqualTo(verb.equals("commit") ? LOST.size() : 0);
    assertThat(node.log()).doesNotContain("\tat io.distcomp");
  }

  @ParameterizedTest
  @ValueSource(strings = {"open", "submit", "seal"})
  void aSubmissionThatIsSentAgainIsStoredOnce(String verb) throws Exception {
    List<Effect> effects =
        List.of(Effect.LOSE_REQUEST, Effect.RESET_BEFORE_REPLY, Effect.CLOSE_BEFORE_REPLY);
    for (Effect effect : effects) {
      String body = String.join("\n", lines(effect.name(), TASKS)) + "\n";
      Aim aim = proxy.aim(RespRequest.verb(verb), effect, 1);
      HttpResponse<String> first = post(effect.name(), body);
      aim.awaitDone(STRUCK);
      assertThat(first.statusCode()).as(effect + ": " + first.body()).isEqualTo(503);

      HttpResponse<String> second = post(effect.name(), body);

      assertThat(second.statusCode()).as(second.body()).isEqualTo(201);
      JsonObject answer = new JsonObject(second.body());
      assertThat(answer.getInteger("accepted") + answer.getInteger("duplicates")).isEqualTo(TASKS);
      client.awaitJob(TestClient.jobId(answer));
    }

    assertThat(client.jobs()).hasSize(effects.size());
    assertThat(runs())
        .hasSize(effects.size() * TASKS)
        .allSatisfy((line, n) -> assertThat(n).isEqualTo(1));
  }

  private HttpResponse<String> post(String key, String body) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(node.url() + "/api/v1/jobs?format=lines"))
            .header("Authorization", "Bearer " + node.token())
            .header("Content-Type", "text/plain")
            .header("Idempotency-Key", key)
            .timeout(Duration.ofSeconds(30))
            .POST(BodyPublishers.ofString(body))
            .build();
    return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
  }

  @ParameterizedTest
  @CsvSource({
    "commit, RESET_BEFORE_REPLY",
    "renew, CLOSE_BEFORE_REPLY",
    "deregister, RESET_BEFORE_REPLY",
    "deregister, CLOSE_BEFORE_REPLY"
  })
  void aStopEndsInTimeAndLosesNothing(String verb, Effect effect) {
    Path gate = folder.resolve("may-end");
    long job = client.submit("shell:5:0:0:[ -e " + gate + " ] || sleep 100");
    client.awaitTask(job + ".1", "in_progress");
    Aim aim = proxy.aim(RespRequest.verb(verb), effect, 1);
    long from = System.nanoTime();

    int code = node.stop();

    // Drain and grace of the configuration, and ten seconds.
    assertThat(Duration.ofNanos(System.nanoTime() - from)).isLessThan(Duration.ofSeconds(13));
    assertThat(aim.isDone()).isTrue();
    assertThat(code).isZero();
    assertThat(counted("in_progress")).as("tasks in progress").isZero();
    write(gate);
    node.startAgain();
    client = node.client();
    assertThat(client.awaitJob(job).getString("state")).isEqualTo("finished");
  }

  private static void write(Path file) {
    try {
      Files.createFile(file);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** It may end because of it, as without Redis; what it has left must not be in its own way. */
  @ParameterizedTest
  @EnumSource(
      value = Effect.class,
      names = {"RESET_BEFORE_REPLY", "CLOSE_BEFORE_REPLY", "SILENCE"})
  void aNodeWhoseRegistrationWasNotAnsweredStartsAtTheNextTry(Effect effect) {
    node.stop();
    Aim aim = proxy.aim(RespRequest.verb("register"), effect, 1);
    try {
      node.startAgain();
    } catch (AssertionError | RuntimeException e) {
      assertThat(node.isAlive()).as("a node that does not end: " + e).isFalse();
      assertThat(node.log()).doesNotContain("\tat ");
      node.startAgain();
    }
    assertThat(aim.isDone()).isTrue();
    client = node.client();
    assertThat(client.awaitJob(client.submit("shell:5:0:0:true")).getString("state"))
        .isEqualTo("finished");
  }
}
