package io.distcomp.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.distcomp.testkit.LeastRights;
import io.distcomp.testkit.NodeProcess;
import io.distcomp.testkit.NodeProcessConf;
import io.distcomp.testkit.NodeProcessHome.Ended;
import io.distcomp.testkit.NodeProcessLogs;
import io.distcomp.testkit.RedisServer;
import io.distcomp.testkit.TestClient;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Three nodes in one cluster, used through three doors, and one of them dies. */
@Timeout(240)
@ExtendWith(NodeProcessLogs.class)
@LeastRights
class ThreeNodesIT {

  private static final Duration MEET = Duration.ofSeconds(90);
  private static final Duration RIGHT_AGAIN = Duration.ofSeconds(5);

  private static final int TRIES = 3;

  private static final List<String> NAMES = List.of("first", "second", "third");

  @RegisterExtension static final RedisServer REDIS = RedisServer.create();

  @TempDir Path folder;
  private Nodes nodes;
  private NodeProcess first;
  private NodeProcess second;
  private NodeProcess third;

  @BeforeEach
  void start() {
    nodes = new Nodes(REDIS);
    first = nodes.start("first", conf -> member(conf, "first"));
    Path token = token();
    second =
        nodes.start("second", conf -> member(conf, "second").with("http_token_file", "" + token));
    third = nodes.start("third", conf -> member(conf, "third").with("http_token_file", "" + token));
    awaitAll();
  }

  private void awaitAll() {
    for (NodeProcess node : List.of(first, second, third)) {
      Waiting.atMost(MEET, "three nodes in the view of " + node.name())
          .until(() -> views(node).equals(List.of("live", "live", "live")) && isJoined(node));
    }
  }

  private Path token() {
    return first.home().directory().resolve(".distcomp/token");
  }

  /** With the times that are the defaults, not those of tests. */
  private static NodeProcessConf member(NodeProcessConf conf, String name) {
    return conf.clustered()
        .with("tags", List.of(name))
        .with("lease_seconds", 30)
        .with("health_report_interval", 2);
  }

  private static boolean isJoined(NodeProcess node) {
    return node.client().get("/status").getString("cluster").equals("joined");
  }

  private static List<String> views(NodeProcess by) {
    List<JsonObject> rows = Nodes.rows(by.client().get("/nodes"), "nodes");
    return NAMES.stream()
        .flatMap(name -> rows.stream().filter(row -> row.getString("name").equals(name)))
        .map(row -> row.getString("state"))
        .toList();
  }

  @AfterEach
  void stop() {
    nodes.close();
  }

  @Test
  void workComesThroughThreeDoorsAndEveryNodeTellsTheSame() {
    long overHttp = first.client().submit("shell:5:0:0:echo http");
    Path file = third.home().write("tasks.txt", "shell:5:0:0:echo command line\n");
    Ended submitted = third.cli("submit", file.toString(), "--wait", "--token-file", "" + token());
    assertThat(submitted.exitCode()).as(submitted.err()).isZero();
    long overBus;
    try (BusMember application = BusMember.join(REDIS, second)) {
      overBus =
          TestClient.jobId(BusMember.await(application.client().submit(job("second", "true"))));
    }

    first.client().awaitJob(overHttp);
    first.client().awaitJob(overBus);

    assertThat(TestClient.lastAttempt(first.client().task(overBus + ".1")).getString("node"))
        .isEqualTo("second");
    for (NodeProcess node : List.of(first, second, third)) {
      assertThat(node.client().jobs()).hasSize(3).isEqualTo(first.client().jobs());
      assertThat(node.client().get("/status").getJsonObject("counts").getInteger("finished"))
          .isEqualTo(3);
    }
  }

  @Test
  void aTaskIsFollowedFromAnotherNodeWhileItRuns() throws Exception {
    Path go = folder.resolve("go");
    String command = "echo one; while [ ! -e " + go + " ]; do sleep 0.1; done; echo two";
    long id = TestClient.jobId(first.client().submit(job("second", command)));
    first.client().awaitTask(id + ".1", "in_progress");

    try (BufferedReader output = follow(first, id + ".1")) {
      assertThat(output.readLine()).isEqualTo("one");
      assertThat(first.client().task(id + ".1").getString("state")).isEqualTo("in_progress");
      Files.createFile(go);
      assertThat(output.readLine()).isEqualTo("two");
      assertThat(output.readLine()).isNull();
    }
    assertThat(first.client().awaitJob(id).getString("state")).isEqualTo("finished");
  }

  private static BufferedReader follow(NodeProcess by, String task) throws Exception {
    return stream(by, "/tasks/" + task + "/stdout?follow=true");
  }

  private static BufferedReader stream(NodeProcess by, String path) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(by.url() + "/api/v1" + path))
            .header("Authorization", "Bearer " + by.token())
            .build();
    InputStream body =
        HttpClient.newHttpClient().send(request, BodyHandlers.ofInputStream()).body();
    return new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
  }

  /** Other programs may have the processors in one try, and hardly in all. */
  @Test
  void theOthersSeeAKilledNodeAsLostLongBeforeItsLeaseEnds() throws Exception {
    Duration took = untilTheOthersKnow();
    for (int again = 1; again < TRIES && took.compareTo(RIGHT_AGAIN) > 0; again++) {
      second.startAgain();
      awaitAll();
      took = untilTheOthersKnow();
    }
    assertThat(took).isLessThanOrEqualTo(RIGHT_AGAIN);
  }

  /** Kills the second, which runs a task, and asks and listens at both others. */
  private Duration untilTheOthersKnow() throws Exception {
    long id = TestClient.jobId(first.client().submit(job("second", "sleep 600")));
    first.client().awaitTask(id + ".1", "in_progress");
    ExecutorService watchers = Executors.newFixedThreadPool(2);
    try (BufferedReader one = stream(first, "/events");
        BufferedReader three = stream(third, "/events")) {
      List<Future<Boolean>> told =
          List.of(
              watchers.submit(() -> tellsOfTheLoss(one)),
              watchers.submit(() -> tellsOfTheLoss(three)));

      second.kill();
      long killed = System.nanoTime();

      for (NodeProcess node : List.of(first, third)) {
        Waiting.atMost(MEET, "the view of " + node.name())
            .until(
                () ->
                    views(node).equals(List.of("live", "lost", "live"))
                        && node.client().get("/status").getInteger("nodes") == 2);
      }
      for (Future<Boolean> each : told) {
        assertThat(each.get(MEET.toSeconds(), TimeUnit.SECONDS)).isTrue();
      }
      return Duration.ofNanos(System.nanoTime() - killed);
    } finally {
      watchers.shutdownNow();
      first.client().post("/jobs/" + id + "/cancel");
    }
  }

  /** Reads events until one has the second node as lost. */
  private static boolean tellsOfTheLoss(BufferedReader events) throws IOException {
    for (String line = events.readLine(); line != null; line = events.readLine()) {
      if (line.startsWith("data:")
          && Nodes.rows(new JsonObject(line.substring("data:".length())), "nodes").stream()
              .anyMatch(
                  node ->
                      node.getString("name").equals("second")
                          && node.getString("state").equals("lost"))) {
        return true;
      }
    }
    return false;
  }

  private static JsonObject job(String tag, String command) {
    JsonObject task =
        new JsonObject().put("command", command).put("tags", new JsonArray().add(tag));
    return new JsonObject().put("tasks", new JsonArray().add(task));
  }
}
