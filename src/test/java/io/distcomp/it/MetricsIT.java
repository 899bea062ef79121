package io.distcomp.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.distcomp.testkit.NodeProcess;
import io.distcomp.testkit.NodeProcessLogs;
import io.distcomp.testkit.RedisServer;
import io.distcomp.testkit.TestClient;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** {@code /metrics} and the health checks of real nodes, and the files of {@code deploy/}. */
@Timeout(240)
@ExtendWith(NodeProcessLogs.class)
class MetricsIT {

  private static final Duration SOON = Duration.ofSeconds(60);
  private static final Path DEPLOY = Path.of("deploy").toAbsolutePath();
  private static final Pattern OURS = Pattern.compile("\\b(?:distcomp|jvm|process)_[a-z_]+");

  @RegisterExtension static final RedisServer REDIS = RedisServer.create();

  @TempDir Path folder;
  private final HttpClient http = HttpClient.newHttpClient();
  private final Nodes nodes = new Nodes(REDIS);

  @AfterEach
  void close() {
    nodes.close();
  }

  @Test
  void theFiguresAreTrueAndPromtoolFindsNoFaultInThem() throws Exception {
    String promtool = Programs.need("promtool");
    NodeProcess node = nodes.start("counts", conf -> conf.with("max_retry_per_task", 1));
    TestClient client = node.client();
    client.awaitJob(
        client.submit("shell:5:0:0:true", "shell:5:0:0:true again", "shell:5:0:0:false"));
    client.submit("shell:5:0:0.5:sleep 1000");
    Waiting.atMost(SOON, "a running task")
        .until(() -> metrics(node).contains("distcomp_spawn_seconds_count 4\n"));
    for (String loop : List.of("web", "work", "heartbeat")) { // each is measured now and then
      Waiting.atMost(SOON, loop).until(() -> metrics(node).contains("loop=\"" + loop + "\""));
    }

    String text = metrics(node);

    assertThat(text.lines())
        .contains(
            "distcomp_attempts_total{outcome=\"succeeded\"} 2.0",
            "distcomp_attempts_total{outcome=\"failed\"} 1.0",
            "distcomp_queue_tasks{state=\"finished\"} 2.0",
            "distcomp_queue_tasks{state=\"failed\"} 1.0",
            "distcomp_queue_nodes{state=\"live\"} 1.0",
            "distcomp_queue_tasks{state=\"in_progress\"} 1.0",
            "distcomp_held_tasks 1.0",
            "distcomp_cpus_reserved 0.5",
            "distcomp_redis_up 1.0",
            "distcomp_node_state{state=\"ok\"} 1.0");
    assertThat(sum(text, "distcomp_claim_tasks_sum")).isEqualTo(4);
    assertThat(sum(text, "distcomp_commit_outcomes_sum")).isEqualTo(3);
    assertThat(sum(text, "distcomp_redis_round_trip_seconds_count")).isPositive();
    assertThat(Programs.run(folder, text, promtool, "check", "metrics"))
        .isEqualTo(new Programs.Ended(0, ""));
    assertThat(names(text)).containsAll(namesOf("alerts.yml", "grafana-dashboard.json"));
  }

  @Test
  void theFilesOfDeployAreFaultless() throws Exception {
    String promtool = Programs.need("promtool");
    Programs.copy(DEPLOY, folder);
    Files.writeString(folder.resolve("distcomp.token"), "secret");
    Files.writeString(folder.resolve("panels.yml"), panels());

    assertThat(Programs.run(folder, "", promtool, "check", "config", "prometheus.yml"))
        .matches(ended -> ended.exitCode() == 0 && !ended.text().contains("WARN"));
    assertThat(Programs.run(folder, "", promtool, "check", "rules", "alerts.yml", "panels.yml"))
        .matches(ended -> ended.exitCode() == 0);
    assertThat(Programs.run(folder, "", promtool, "test", "rules", "alerts-test.yml"))
        .matches(ended -> ended.exitCode() == 0);
    for (String alert : alerts()) {
      assertThat(Files.readString(DEPLOY.resolve("alerts-test.yml")))
          .contains("alertname: " + alert + "\n");
    }
  }

  @Test
  void theHealthChecksTellTheTruth() throws Exception {
    NodeProcess node = nodes.start("healthy", conf -> conf);
    assertThat(health(node, "live")).isEqualTo("200 ok");
    assertThat(health(node, "ready")).isEqualTo("200 ok");

    node.client().post("/nodes/healthy/drain");
    awaitHealth(node, "503 draining");
    assertThat(metrics(node).lines()).contains("distcomp_node_state{state=\"draining\"} 1.0");
    node.client().post("/nodes/healthy/undrain");
    awaitHealth(node, "200 ok");

    REDIS.kill();
    awaitHealth(node, "503 degraded");
    assertThat(health(node, "live")).isEqualTo("200 ok");
    assertThat(metrics(node).lines())
        .contains("distcomp_redis_up 0.0", "distcomp_node_state{state=\"degraded\"} 1.0")
        .noneMatch(line -> line.startsWith("distcomp_queue_"));
    assertThat(sum(metrics(node), "distcomp_redis_failures_total")).isPositive();

    REDIS.restart();
    awaitHealth(node, "200 ok");
    assertThat(sum(metrics(node), "distcomp_redis_reconnects_total")).isPositive();
  }

  @Test
  void aPrometheusScrapesThreeNodesWithOneTokenAndItsAlertFiresWhenOneDies() throws Exception {
    String prometheus = Programs.need("prometheus");
    List<NodeProcess> three = new ArrayList<>();
    IntStream.range(0, 3).forEach(i -> three.add(nodes.start("scraped" + i, conf -> conf)));
    Programs.copy(DEPLOY, folder);
    Files.writeString(folder.resolve("distcomp.token"), three.get(0).token());
    edit("prometheus.yml", "15s", "1s");
    edit("alerts.yml", "for: 1m", "for: 1s");
    edit(
        "prometheus.yml",
        "\"127.0.0.1:8080\"",
        three.stream()
            .map(node -> '"' + URI.create(node.url()).getAuthority() + '"')
            .collect(Collectors.joining(", ")));
    String url = "http://127.0.0.1:" + freePort();
    Process server =
        new ProcessBuilder(
                prometheus,
                "--config.file=prometheus.yml",
                "--storage.tsdb.path=data",
                "--web.listen-address=" + URI.create(url).getAuthority())
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("prometheus.log").toFile())
            .start();
    try {
      Waiting.atMost(SOON, "three scraped nodes")
          .until(() -> query(url, "sum(up) == 3 and max(distcomp_queue_nodes) == 3").size() == 1);
      assertThat(query(url, "ALERTS{alertstate=\"firing\"}")).isEmpty();

      three.get(2).kill();

      Waiting.atMost(SOON, "an alert")
          .until(
              () ->
                  query(url, "ALERTS{alertstate=\"firing\", alertname=\"DistCompNodeDown\"}").size()
                      == 1);
    } finally {
      server.destroy();
      assertThat(server.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }
  }

  // --- the nodes

  private String metrics(NodeProcess node) throws Exception {
    HttpResponse<String> answer =
        get(node.url() + "/metrics", "Authorization", "Bearer " + node.token());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return answer.body();
  }

  private String health(NodeProcess node, String which) throws Exception {
    HttpResponse<String> answer = get(node.url() + "/health/" + which, "Accept", "*/*");
    return answer.statusCode() + " " + answer.body().strip();
  }

  private void awaitHealth(NodeProcess node, String expected) {
    Waiting.atMost(SOON, expected).until(() -> health(node, "ready").equals(expected));
  }

  private HttpResponse<String> get(String url, String header, String value) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url)).header(header, value).timeout(SOON).build();
    return http.send(request, BodyHandlers.ofString());
  }

  /** The values of all series of this name together. */
  private static double sum(String text, String name) {
    return text.lines()
        .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .sum();
  }

  // --- the files

  private void edit(String file, String old, String fresh) throws Exception {
    String text = Files.readString(folder.resolve(file));
    assertThat(text).contains(old);
    Files.writeString(folder.resolve(file), text.replace(old, fresh));
  }

  private static Set<String> names(String text) {
    Matcher found = OURS.matcher(text);
    Set<String> names = new TreeSet<>();
    while (found.find()) {
      names.add(found.group());
    }
    return names;
  }

  private static Set<String> namesOf(String... files) throws Exception {
    Set<String> names = new TreeSet<>();
    for (String file : files) {
      names.addAll(names(Files.readString(DEPLOY.resolve(file))));
    }
    assertThat(names).hasSizeGreaterThan(20);
    return names;
  }

  private static List<String> alerts() throws Exception {
    List<String> alerts =
        Files.readAllLines(DEPLOY.resolve("alerts.yml")).stream()
            .filter(line -> line.contains("- alert: "))
            .map(line -> line.substring(line.indexOf(": ") + 2))
            .toList();
    assertThat(alerts).isNotEmpty();
    return alerts;
  }

  /** The questions of the dashboard as rules, which promtool can read. */
  private static String panels() throws Exception {
    JsonObject dashboard =
        new JsonObject(Files.readString(DEPLOY.resolve("grafana-dashboard.json")));
    JsonArray rules = new JsonArray();
    for (JsonObject panel : Nodes.rows(dashboard, "panels")) {
      for (JsonObject target : Nodes.rows(panel, "targets")) {
        String expr = target.getString("expr").replace("$__rate_interval", "1m");
        rules.add(new JsonObject().put("record", "panel:" + rules.size()).put("expr", expr));
      }
    }
    assertThat(rules).hasSizeGreaterThan(10);
    return new JsonObject()
        .put("groups", JsonArray.of(new JsonObject().put("name", "panels").put("rules", rules)))
        .encode(); // JSON is YAML
  }

  // --- Prometheus

  private JsonArray query(String url, String expr) throws Exception {
    String encoded = URLEncoder.encode(expr, StandardCharsets.UTF_8);
    try {
      HttpResponse<String> answer = get(url + "/api/v1/query?query=" + encoded, "Accept", "*/*");
      if (answer.statusCode() == 503) { // it reads its files
        return new JsonArray();
      }
      return new JsonObject(answer.body()).getJsonObject("data").getJsonArray("result");
    } catch (java.net.ConnectException e) { // it is starting
      return new JsonArray();
    }
  }

  private static int freePort() throws Exception {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
