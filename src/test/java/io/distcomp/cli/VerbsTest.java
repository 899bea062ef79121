package io.distcomp.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each verb against a real HTTP server. */
class VerbsTest extends DeskFixture {

  private static final String TASK =
      """
      {"id":"12.7","job":12,"state":"failed","type":"shell","command":"false \\u001b[31m","priority":5,
       "mem_gb":0.5,"cpus":1,"timeout_s":60,"tags":["gpu"],"cwd":"/tmp",
       "attempts":[{"node":"n1","started_at":"2026-11-24T10:00:00.000Z",
       "ended_at":"2026-11-24T10:00:02.500Z","outcome":"failed","exit_code":3,"signal":null,
       "reason":null,"cpu_s":0.1,"peak_mem_gb":null,"background_killed":false}]}""";

  @Test
  void jobsAreListedForPeopleAndForPrograms() {
    node.on("GET /jobs", 200, "{\"jobs\":[" + FakeNode.job("running", 5, 1234, 1) + "]}");
    assertThat(desk.run("jobs")).isZero();
    assertThat(desk.out())
        .contains("ID  STATE")
        .contains("99 %")
        .contains("1,240")
        .contains("tasks.txt");
    desk.out.reset();
    assertThat(desk.run("jobs", "-o", "quiet")).isZero();
    assertThat(desk.out()).isEqualTo("12\n");
    assertThat(node.last().line()).isEqualTo("GET /api/v1/jobs?limit=20");
  }

  @Test
  void aListGoesOnOverItsPages() {
    node.on(
        "GET /tasks",
        e -> {
          boolean first = !e.getRequestURI().getQuery().contains("cursor");
          String page =
              "{\"tasks\":[" + TASK + "],\"next_cursor\":" + (first ? "\"c1\"" : "null") + "}";
          FakeNode.send(e, 200, page.getBytes(StandardCharsets.UTF_8));
        });
    assertThat(desk.run("tasks", "12", "--state", "failed", "-q", "a b", "-o", "quiet")).isZero();
    assertThat(desk.out()).isEqualTo("12.7\n12.7\n");
    assertThat(node.last().line())
        .isEqualTo("GET /api/v1/tasks?job=12&state=failed&q=a%20b&limit=49&cursor=c1");
  }

  @Test
  void aTaskIsShownWithItsAttemptsAndNothingOfItMovesTheCursor() {
    node.on("GET /tasks/12.7", 200, TASK);
    assertThat(desk.run("task", "12.7")).isZero();
    assertThat(desk.out())
        .contains("false \\x1b[31m")
        .contains("1 cpu, 0.5 GB, gpu")
        .contains("exit 3")
        .contains("2.5 s")
        .doesNotContain("\u001b");
  }

  @Test
  void theStatusSaysWhatTheNodeKnows() {
    node.on(
        "GET /status",
        200,
        """
        {"nodes":3,"slots":96,"counts":{"todo":12345,"waiting":0,"in_progress":32,"finished":4980,
        "failed":12,"cancelled":0},"rates":{"finished_s":85.2,"failed_s":0.1},"eta_s":145,
        "redis":"ok","cluster":"on"}""");
    assertThat(desk.run("status")).isZero();
    assertThat(desk.out())
        .contains("12,345 queued, 32 running, 4,980 finished, 12 failed, 0 cancelled")
        .contains("85/s finished, 0.1/s failed, 2 min 25 s left")
        .contains("redis      ok");
  }

  @Test
  void nodesAreListed() {
    node.on(
        "GET /nodes",
        200,
        """
        {"nodes":[{"name":"n1","state":"live","incarnation":"a","started_at":null,"seen_at":null,
        "slots":8,"running":3,"cpus":4,"mem_gb":15.5,"mem_free_gb":7.25,"tags":["gpu","ssd"]}]}""");
    assertThat(desk.run("nodes")).isZero();
    assertThat(desk.out())
        .contains("n1")
        .contains("15.5 GB")
        .contains("7.25 GB")
        .contains("gpu ssd")
        .doesNotContain("takes no tasks");
  }

  @Test
  void nodesSayWhyTheyTakeNoTasks() {
    String rest =
        "\"slots\":8,\"running\":0,\"cpus\":4,\"mem_gb\":15.5,\"mem_free_gb\":7.25,\"tags\":[]";
    node.on(
        "GET /nodes",
        200,
        """
        {"nodes":[{"name":"n1","state":"live","trouble":"sick\\u001b: no space","cpus_used":1.25,%s},
        {"name":"n2","state":"draining","notice":"line 3: unknown key","cpus_used":null,%s},
        {"name":"n3","state":"lost","trouble":"sick","notice":"old",%s}]}"""
            .formatted(rest, rest, rest));

    assertThat(desk.run("nodes")).isZero();

    assertThat(desk.out().lines().map(line -> line.replaceAll(" +", " ")).toList())
        .anyMatch(line -> line.startsWith("n1 live 0 8 4 1.25 15.5 GB"))
        .anyMatch(line -> line.startsWith("n2 draining 0 8 4 - 15.5 GB"))
        .endsWith(
            "n1 takes no tasks: sick\\x1b: no space", "n2, its conf file: line 3: unknown key");
  }

  @Test
  void aFileIsSubmittedAsItIs() throws IOException {
    Files.writeString(home.resolve("tasks.txt"), "shell:5:0:1:echo hi\n");
    node.on("POST /jobs", 201, accepted(FakeNode.job("running", 1, 0, 0)));
    assertThat(desk.run("submit", "tasks.txt", "--rerun", "--priority", "7")).isZero();
    FakeNode.Seen seen = node.last();
    assertThat(seen.line())
        .startsWith("POST /api/v1/jobs?rerun=true&cwd=")
        .endsWith("&priority=7&name=tasks.txt");
    assertThat(seen.text()).isEqualTo("shell:5:0:1:echo hi\n");
    assertThat(seen.headers())
        .containsEntry("Content-type", "text/plain")
        .containsKey("Idempotency-key")
        .doesNotContainKey("Content-encoding");
    assertThat(desk.out()).isEqualTo("job 12 (tasks.txt): 3 tasks accepted, 2 there already\n");
  }

  @Test
  void gzipAndStdinPassUnchanged() throws IOException {
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(zipped)) {
      gzip.write("{\"command\":\"a\"}\n".getBytes(StandardCharsets.UTF_8));
    }
    desk.in = zipped.toByteArray();
    node.on("POST /jobs", 201, accepted(FakeNode.job("running", 1, 0, 0)));
    assertThat(desk.run("submit", "-")).isZero();
    assertThat(node.last().body().getBytes()).isEqualTo(zipped.toByteArray());
    assertThat(node.last().headers())
        .containsEntry("Content-encoding", "gzip")
        .containsEntry("Content-type", "application/x-ndjson");
    assertThat(node.last().line()).doesNotContain("name=");
  }

  @Test
  void aCommandIsSubmittedAfterDashes() {
    node.on("POST /jobs", 201, accepted(FakeNode.job("running", 1, 0, 0)));
    assertThat(desk.run("submit", "--name", "one", "--", "echo", "-o", "a b")).isZero();
    assertThat(node.last().text()).isEqualTo("{\"tasks\":[{\"command\":\"echo -o 'a b'\"}]}");
    assertThat(desk.run("submit", "f.txt", "--", "echo")).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void theMistakesOfAFileAreShownWithTheirPlaces() throws IOException {
    Files.writeString(home.resolve("tasks.txt"), "x");
    node.on(
        "POST /jobs",
        422,
        """
        {"error":{"code":"E_MISTAKES","message":"2 mistakes"},"rejected":[
        {"line":3,"code":"E_PRIORITY","message":"'x' is no number","path":null},
        {"line":0,"code":"E_TAG","message":"bad","path":"/tasks/1/tags/0"}]}""");
    assertThat(desk.run("submit", "tasks.txt")).isEqualTo(ExitCode.BAD_FILE);
    assertThat(desk.err())
        .isEqualTo(
            """
            distcomp: error: 2 mistakes in tasks.txt; nothing was stored
            tasks.txt:3: E_PRIORITY: 'x' is no number
            tasks.txt:/tasks/1/tags/0: E_TAG: bad
            """);
  }

  @Test
  void cancelAndRetrySayHowMuchTheyChanged() {
    node.on("POST /jobs/12/cancel", 200, "{\"count\":340}")
        .on("POST /tasks/3.5/retry", 200, "{\"count\":1}")
        .on("POST /tasks/3.6/retry", 200, "{\"count\":0}")
        .on("GET /jobs", 200, "{\"jobs\":[" + FakeNode.job("running", 5, 0, 0) + "]}");
    assertThat(desk.run("cancel", "last")).isZero();
    assertThat(desk.run("retry", "3.5-6")).isZero();
    assertThat(desk.out())
        .isEqualTo(
            """
            job 12: 340 tasks cancelled
            task 3.5: 1 task queued again
            task 3.6: 0 tasks queued again
            """);
    assertThat(desk.run("cancel", "all")).isEqualTo(ExitCode.USAGE);
    assertThat(desk.err()).contains("'all' is 1 job with 5 tasks to be cancelled; say --yes");
    assertThat(desk.run("cancel", "all", "--yes")).isZero();
  }

  @Test
  void outputIsRawInAPipeAndEscapedOnATerminal() {
    node.on("GET /tasks/3.17/stdout", 200, "a\u001b[1m\n")
        .on("GET /tasks/3.17/stderr", 200, "b\u0007\n");
    assertThat(desk.run("log", "3.17")).isZero();
    assertThat(desk.out()).isEqualTo("a\u001b[1m\n");
    assertThat(desk.err()).isEqualTo("b\u0007\n");
    desk.out.reset();
    desk.terminal = true;
    assertThat(desk.run("log", "3.17", "-f", "--stderr")).isZero();
    assertThat(desk.out()).isEqualTo("b\\x07\n");
    assertThat(node.last().line()).endsWith("/tasks/3.17/stderr?follow=true");
  }

  @Test
  void openPrintsALink() {
    node.on(
        "POST /login-codes", 200, "{\"code\":\"c\",\"url\":\"http://h/#code=c\",\"expires_s\":60}");
    assertThat(desk.run("open")).isZero();
    assertThat(desk.out()).isEqualTo("http://h/#code=c\n");
  }

  @ParameterizedTest
  @CsvSource({
    "job 99, 2",
    "status --bad, 2",
    "jbos, 2",
    "'', 2",
    "job all, 2",
    "jobs -n 0, 2",
    "submit, 2",
    "submit none.txt, 65",
    "node, 2",
    "-conf a -conf b, 2",
    "'-conf {}', 78",
    "-conf c.json, 78",
    "config check, 0",
    "version, 0",
    "--help, 0",
    "help jobs, 0",
    "jobs --help, 0",
    "status --url http://127.0.0.1:1, 69",
    "status --url nonsense, 2",
    "status --token-file nowhere, 77",
    "submit @x, 65"
  })
  void everyFaultHasItsExitCode(String words, int expected) {
    assertThat(desk.run(words.isEmpty() ? new String[0] : words.split(" "))).isEqualTo(expected);
    assertThat(desk.err()).doesNotContain("\tat ");
  }

  @Test
  void aRefusedTokenNamesItsFile() throws IOException {
    Files.writeString(home.resolve(".distcomp/token"), "other");
    assertThat(desk.run("status")).isEqualTo(ExitCode.NOT_ALLOWED);
    assertThat(desk.err()).contains("was read from " + home.resolve(".distcomp/token"));
    Files.delete(home.resolve(".distcomp/token"));
    assertThat(desk.run("status")).isEqualTo(ExitCode.NOT_ALLOWED);
    assertThat(desk.err()).contains("wants a token and there is none in");
  }

  @Test
  void redisAwayIsNotTheUsersFaultAndAStrangerIsNoNode() {
    node.on("GET /status", 503, "{\"error\":{\"code\":\"E_REDIS\",\"message\":\"Redis is away\"}}")
        .on("GET /nodes", 200, "<html>");
    assertThat(desk.run("status")).isEqualTo(ExitCode.UNAVAILABLE);
    assertThat(desk.err()).contains("says: Redis is away");
    assertThat(desk.run("nodes")).isEqualTo(ExitCode.UNAVAILABLE);
    assertThat(desk.err()).contains("not as a DistComp node");
  }

  @Test
  void aConfFileForAVerbThatTalksToANodeIsExplained() {
    assertThat(desk.run("jobs", "-conf", "c.json")).isEqualTo(ExitCode.USAGE);
    assertThat(desk.err())
        .contains(
            "unknown option '-conf'; this verb talks to a node that runs, and --url says to which")
        .doesNotContain("did you mean");
  }

  @Test
  void aMistypedOptionIsCorrectedAndAllMistakesOfAConfFileAreShown() {
    assertThat(desk.run("node", "--cnof", "x")).isEqualTo(ExitCode.USAGE);
    assertThat(desk.err()).contains("unknown option '--cnof'; did you mean -conf?");
    assertThat(desk.run("-conf", "c.json")).isEqualTo(ExitCode.BAD_CONFIG);
    assertThat(desk.err())
        .contains("c.json:1:2: unknown key\n")
        .contains("c.json:3:4: not a number");
  }

  @Test
  void stackTracesAreForThoseWhoAskForThem() {
    assertThat(desk.run("status", "--url", "http://127.0.0.1:1", "--debug")).isEqualTo(69);
    assertThat(desk.err()).contains("\tat io.distcomp.cli.");
  }

  private static String accepted(String job) {
    return "{\"job\":" + job + ",\"accepted\":3,\"duplicates\":2,\"rejected\":[]}";
  }
}
