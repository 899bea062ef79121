package io.distcomp.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.distcomp.testkit.NodeProcess;
import io.distcomp.testkit.NodeProcessHome;
import io.distcomp.testkit.NodeProcessHome.Ended;
import io.distcomp.testkit.NodeProcessLogs;
import io.distcomp.testkit.RedisServer;
import io.distcomp.testkit.TestClient;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Bad inputs 37 to 40: what is in Redis. Those of conf.json and of the command line, 41 to 44, are
 * in {@link BadConfIT}.
 */
@Timeout(240)
@ExtendWith(NodeProcessLogs.class)
class BadContentsIT {

  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final String PREFIX = "dc:{default}:";

  private static RedisServer redis;
  private static Nodes nodes;
  private static NodeProcess node;
  private static TestClient client;

  @BeforeAll
  static void start() {
    redis = RedisServer.create().start();
    nodes = new Nodes(redis);
    node = nodes.start("node", conf -> conf);
    client = node.client();
  }

  @AfterAll
  static void stop() {
    nodes.close();
    redis.close();
  }

  /** 37: what was accepted is kept, and runs when a person has mended the key. */
  @Test
  void aListOfAnotherTypeStopsClaimsUntilItIsMended() {
    assertThat(redis.cli("EXISTS", PREFIX + "ready")).isEqualTo("0");
    redis.cli("SET", PREFIX + "ready", "x");
    Waiting.atMost(LIMIT, "a node that says so")
        .until(() -> nodes.readiness(List.of(node.url())).equals(Set.of("degraded")));
    assertThat(client.get("/status").getString("redis"))
        .startsWith("a key of the queue has a type");
    long id = TestClient.jobId(client.submit(TestClient.job("echo kept")));
    assertThat(client.count(id, "todo")).isEqualTo(1);

    Ended ended = node.home().run("doctor", "-conf", "conf.json", "--fix");

    assertThat(ended.out()).contains(PREFIX + "ready");
    assertThat(client.awaitJob(id).getString("state")).isEqualTo("finished");
    Waiting.atMost(LIMIT, "a node that is well")
        .until(() -> nodes.readiness(List.of(node.url())).equals(Set.of("ok")));
  }

  /** 37. */
  @Test
  void aSubmissionThatMeetsAKeyOfAnotherTypeIsRefusedAndStoresNothing() {
    client.awaitJob(TestClient.jobId(client.submit(TestClient.job("true"))));
    redis.cli("RENAME", PREFIX + "names", "kept");
    redis.cli("SET", PREFIX + "names", "x");
    Map<String, String> before = RedisSnapshot.of(redis);

    TestClient.Answer answer = submitAnyway();

    Map<String, String> after = RedisSnapshot.of(redis);
    redis.cli("RENAME", "kept", PREFIX + "names");
    assertThat(answer.status()).as(answer.text()).isEqualTo(503);
    JsonObject error = answer.json().getJsonObject("error");
    assertThat(error.getString("code")).isEqualTo("E_REDIS_TYPE");
    assertThat(error.getString("hint")).contains("distcomp doctor");
    // A number may be used up; jobs are found by the list of jobs, not by their numbers.
    before.remove(PREFIX + "meta");
    after.remove(PREFIX + "meta");
    assertThat(after).isEqualTo(before);
  }

  private static TestClient.Answer submitAnyway() {
    byte[] body = TestClient.job("true").encode().getBytes(StandardCharsets.UTF_8);
    return client.send("POST", "/jobs", "application/json", body);
  }

  /** 38: half a record, an unknown state, a number that is none, 10 MB. */
  @ParameterizedTest
  @ValueSource(
      strings = {"t 1", "z 1 1 - - 0 0 0 0 0 - - -", "t 1 abc - - 0 0 0 0 0 - - -", "@huge"})
  void aRecordThatCannotBeReadEndsItsTaskAndNoOther(String record) {
    long id = TestClient.jobId(client.submit(waiting("sleep 0", "echo other")));
    String key = PREFIX + "rec:" + id + ":0";
    if (record.equals("@huge")) {
      String fill = "return redis.call('HSET', KEYS[1], 1, string.rep('x', 10000000))";
      redis.cli("EVAL", fill, "1", key);
    } else {
      redis.cli("HSET", key, "1", record);
    }

    client.post("/jobs/" + id + "/cancel");

    JsonObject task = client.task(id + ".1");
    assertThat(task.getString("state")).isEqualTo("failed");
    assertThat(task.getString("reason")).startsWith("unreadable");
    assertThat(client.task(id + ".2").getString("state")).isEqualTo("cancelled");
  }

  /** 38. */
  @Test
  void aQueueOfANewerVersionIsNotTouched() {
    redis.cli("HSET", "dc:{newer}:meta", "schema", "99");
    try (NodeProcessHome home = NodeProcessHome.create()) {
      String conf =
          new JsonObject()
              .put("redis_host", redis.url())
              .put("queue", "newer")
              .put("http_port", 0)
              .put("cluster_enabled", false)
              .encode();

      Ended ended = home.run("-conf", home.write("conf.json", conf).toString());

      assertThat(ended.exitCode()).as(ended.err()).isEqualTo(78);
      assertThat(ended.err()).contains("schema 99", "upgrade this node").doesNotContain("\tat ");
    }
    assertThat(redis.cli("KEYS", "dc:{newer}:*")).isEqualTo("dc:{newer}:meta");
    assertThat(redis.cli("HGETALL", "dc:{newer}:meta").lines()).containsExactly("schema", "99");
  }

  /** 39. */
  @ParameterizedTest
  @ValueSource(strings = {"+inf", "32472144000000"})
  void aLeaseWithoutEndIsTakenBack(String end) {
    redis.cli("ZADD", PREFIX + "leases", end, "0123456789abcdef");

    Ended ended = node.home().run("doctor", "-conf", "conf.json", "--fix", "-o", "json");

    List<JsonObject> findings =
        Nodes.rows(new JsonObject(ended.out()).getJsonObject("fsck"), "findings");
    assertThat(findings)
        .anySatisfy(
            finding -> {
              assertThat(finding.getString("kind")).isEqualTo("lease");
              assertThat(finding.getString("subject") + finding.getString("finding"))
                  .contains("0123456789abcdef");
              assertThat(finding.getBoolean("mended")).isTrue();
            });
    Waiting.atMost(LIMIT, "a lease that ends")
        .until(() -> endOfLease() < System.currentTimeMillis() + LIMIT.toMillis() * 4);
  }

  /** Far away when it is without end; long ago when there is none any more. */
  private static long endOfLease() {
    String score = redis.cli("ZSCORE", PREFIX + "leases", "0123456789abcdef");
    return score.isEmpty() ? 0 : (long) Double.parseDouble(score.replace("inf", "Infinity"));
  }

  /** 40. */
  @Test
  void whatCouldMoveACursorIsShownEscaped() {
    String command = "echo \u001b]0;owned\u0007 \u202e\r";
    long id = TestClient.jobId(client.submit(TestClient.job(command)));
    client.awaitJob(id);
    for (String[] words :
        new String[][] {{"task", id + ".1"}, {"tasks", "" + id}, {"job", "" + id}}) {
      Ended ended = node.cli(words);
      assertThat(ended.exitCode()).as(ended.err()).isZero();
      assertThat(ended.out() + ended.err()).doesNotContain("\u001b", "\u0007", "\u202e", "\r");
    }
    assertThat(node.cli("task", id + ".1").out()).contains("echo \\x1b]0;owned\\x07");
  }

  /** No node has what they ask for. */
  private static JsonObject waiting(String... commands) {
    JsonObject job = TestClient.job(commands);
    job.getJsonArray("tasks")
        .forEach(task -> ((JsonObject) task).put("tags", new JsonArray().add("nowhere")));
    return job;
  }
}
