package io.distcomp.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The verbs that change jobs, many tasks and nodes, against a real HTTP server. */
class ControlVerbsTest extends DeskFixture {

  private static final String PAUSED = FakeNode.job("paused", 5, 0, 0);

  @Test
  void jobsArePausedAndResumed() {
    node.on("POST /jobs/12/pause", 200, PAUSED.replace("tasks.txt", "a\\u001b[1m"))
        .on("POST /jobs/12/resume", 200, FakeNode.job("running", 5, 0, 0))
        .on("GET /jobs", 200, "{\"jobs\":[" + PAUSED + "]}")
        .on("GET /jobs/12", 200, PAUSED);
    assertThat(desk.run("pause", "12")).isZero();
    assertThat(desk.run("resume", "all")).isZero();
    assertThat(desk.out()).isEqualTo("job 12 (a\\x1b[1m): paused\njob 12 (tasks.txt): running\n");
    desk.out.reset();
    assertThat(desk.run("pause", "all", "-o", "json")).isZero();
    assertThat(desk.out()).as("it is paused already").isEmpty();
    assertThat(desk.run("resume", "last", "-o", "quiet")).isZero();
    assertThat(desk.out()).isEmpty();
    assertThat(desk.run("resume", "12", "-o", "json")).isZero();
    assertThat(desk.out()).contains("\"state\" : \"running\"");
  }

  @Test
  void jobsThatHaveEndedAreRemovedAllTogetherOnlyWithConsent() {
    node.on("DELETE /jobs/12", 200, "{\"removed\":12}")
        .on("GET /jobs", 200, "{\"jobs\":[" + FakeNode.job("finished", 0, 7, 0) + "]}");
    assertThat(desk.run("remove", "12")).isZero();
    assertThat(desk.out()).isEqualTo("job 12: removed\n");
    assertThat(desk.run("remove", "all")).isEqualTo(ExitCode.USAGE);
    assertThat(desk.err()).contains("'all' is 1 job with 7 tasks to be removed with their outputs");
    assertThat(calls("DELETE")).hasSize(1);
    assertThat(desk.run("remove", "all", "--yes")).isZero();
    assertThat(calls("DELETE")).hasSize(2);
  }

  @Test
  void aJobWithRunningTasksIsNotRemovedAndTheNodeSaysWhy() {
    node.on(
        "DELETE /jobs/12",
        409,
        "{\"error\":{\"code\":\"E_RUNNING\",\"message\":\"3 tasks of job 12 run\",\"path\":null,"
            + "\"hint\":\"cancel it first\"}}");
    assertThat(desk.run("remove", "12")).isEqualTo(ExitCode.USAGE);
    assertThat(desk.err()).contains("3 tasks of job 12 run. cancel it first");
  }

  @Test
  void theSettingsOfAJobAreChangedOrTakenAway() {
    node.on(
        "PATCH /jobs/12",
        200,
        FakeNode.job("running", 5, 0, 0).replace("\"limit\":null", "\"limit\":8"));
    assertThat(desk.run("set", "12", "--limit", "8", "--max-fails", "none")).isZero();
    assertThat(node.last().text()).isEqualTo("{\"limit\":8,\"max_fails\":null}");
    assertThat(node.last().headers()).containsEntry("Content-type", "application/json");
    assertThat(desk.out()).isEqualTo("job 12 (tasks.txt): limit 8, max fails none\n");
    assertThat(desk.run("set", "12")).isEqualTo(ExitCode.USAGE);
    assertThat(desk.run("set", "12", "--limit", "few")).isEqualTo(ExitCode.USAGE);
    assertThat(calls("PATCH")).hasSize(1);
  }

  @Test
  void nodesAreDrainedByName() {
    node.on("POST /nodes/n-1/drain", 200, "{\"name\":\"n-1\",\"draining\":true}")
        .on("POST /nodes/n2/undrain", 200, "{\"name\":\"n2\",\"draining\":false}");
    assertThat(desk.run("drain", "n-1")).isZero();
    assertThat(desk.run("undrain", "n2", "-o", "json")).isZero();
    assertThat(desk.out())
        .startsWith("node n-1: takes no more tasks and ends those that run\n")
        .contains("\"draining\" : false");
    assertThat(desk.run("drain", "../jobs/12/cancel")).isEqualTo(ExitCode.USAGE);
    assertThat(desk.run("drain", "n9")).isEqualTo(ExitCode.USAGE);
    assertThat(calls("POST")).hasSize(3);
  }

  @Test
  void whyATaskWaitsIsSaidNodeByNode() {
    node.on("GET /tasks", 200, "{\"tasks\":[{\"id\":\"12.7\"}],\"next_cursor\":null}")
        .on(
            "GET /tasks/12.7/explain",
            200,
            """
            {"id":"12.7","state":"todo","summary":"no node has\\u0007 64 GB",
            "nodes":[{"name":"n1","fits":false,"reason":"16 GB of memory"},
            {"name":"n2","fits":true,"reason":"all slots busy"}]}""");
    assertThat(desk.run("explain", "12")).isZero();
    assertThat(desk.out())
        .startsWith("task 12.7 (todo): no node has\\x07 64 GB\n\nNODE  FITS  REASON\n")
        .contains("n1    no    16 GB of memory\n")
        .contains("n2    yes   all slots busy\n");
    assertThat(calls("GET").get(0)).endsWith("/tasks?job=12&state=todo&limit=1");
  }

  @Test
  void anIdOfTheAnswerNeverBecomesAnotherPath() {
    node.on("GET /tasks", 200, "{\"tasks\":[{\"id\":\"../jobs\"}],\"next_cursor\":null}");
    assertThat(desk.run("explain", "12")).isEqualTo(ExitCode.UNAVAILABLE);
    assertThat(node.seen).hasSize(1);
  }

  @Test
  void tasksAreRetriedByWhatTheyAreWithTheirExactNumber() {
    node.on("GET /tasks/count", this::countInTwoSteps)
        .on("POST /tasks/retry", 200, "{\"count\":5}");
    String[] retry = {"retry", "12", "--exit-code", "137", "--node", "n3", "-q", "a b"};
    assertThat(desk.run(retry)).isEqualTo(ExitCode.USAGE);
    assertThat(desk.err())
        .contains("5 tasks match; those that failed or were cancelled are to run again; say --yes");
    assertThat(calls("POST")).isEmpty();

    assertThat(desk.run("retry", "12", "--exit-code", "137", "--node", "n3", "--yes")).isZero();
    assertThat(node.last().text())
        .isEqualTo(
            "{\"job\":12,\"state\":\"failed\",\"exit_code\":137,\"node\":\"n3\",\"expect\":5}");
    assertThat(desk.out()).isEqualTo("5 tasks queued again\n");
  }

  @Test
  void aPersonAtATerminalIsAsked() {
    node.on("GET /tasks/count", 200, "{\"count\":2,\"exact\":true,\"next_cursor\":null}")
        .on("POST /tasks/cancel", 200, "{\"count\":2}");
    desk.terminal = true;
    desk.in = "n\n".getBytes(StandardCharsets.UTF_8);
    assertThat(desk.run("cancel", "-q", "sim")).isEqualTo(ExitCode.USAGE);
    assertThat(desk.err())
        .contains("2 tasks match; those that have not ended are to be cancelled. Go on? [y/N] ")
        .contains("nothing was changed");
    assertThat(calls("POST")).isEmpty();
    desk.in = "yes\n".getBytes(StandardCharsets.UTF_8);
    assertThat(desk.run("cancel", "-q", "sim")).isZero();
    assertThat(node.last().text()).isEqualTo("{\"q\":\"sim\",\"expect\":2}");
    desk.in = new byte[0];
    assertThat(desk.run("cancel", "-q", "sim")).isEqualTo(ExitCode.USAGE);
    assertThat(calls("POST")).hasSize(1);
  }

  @Test
  void aNumberThatMovedIsCountedAgainUnlessSomebodyAgreedToIt() {
    AtomicInteger counts = new AtomicInteger(6);
    node.on(
            "GET /tasks/count",
            e -> answer(e, 200, "{\"count\":" + counts.incrementAndGet() + ",\"exact\":true}"))
        .on(
            "POST /tasks/cancel",
            e -> {
              boolean right = node.last().text().contains("\"expect\":8");
              answer(
                  e,
                  right ? 200 : 409,
                  right
                      ? "{\"count\":8}"
                      : "{\"error\":{\"code\":\"E_MOVED\",\"message\":\"now 9 match\"}}");
            });
    assertThat(desk.run("cancel", "--state", "todo", "--yes")).isZero();
    assertThat(desk.out()).isEqualTo("8 tasks cancelled\n");
    desk.terminal = true;
    desk.in = "y\n".getBytes(StandardCharsets.UTF_8);
    assertThat(desk.run("cancel", "--state", "todo")).isEqualTo(ExitCode.USAGE);
    assertThat(desk.err()).contains("error: now 9 match");
  }

  @Test
  void nothingIsAskedOrChangedWhereNothingMatches() {
    node.on("GET /tasks/count", 200, "{\"count\":0,\"exact\":true,\"next_cursor\":null}");
    assertThat(desk.run("retry", "--outcome", "lost")).isZero();
    assertThat(desk.out()).isEqualTo("no task matches\n");
    assertThat(calls("POST")).isEmpty();
  }

  @Test
  void aSubmissionSaysWhenAndHowMuchOfItMayRun() throws IOException {
    Files.writeString(home.resolve("tasks.txt"), "echo hi\n");
    node.on("GET /jobs", 200, "{\"jobs\":[" + PAUSED + "]}")
        .on("POST /jobs", 201, "{\"job\":" + PAUSED + ",\"accepted\":1,\"rejected\":[]}");
    Instant before = Instant.now();
    String[] words = {"--limit", "4", "--max-fails", "2", "--after", "last", "--delay", "1h30m"};
    assertThat(desk.run(join("submit tasks.txt", words))).isZero();
    String line = node.last().line();
    assertThat(line).contains("&limit=4&max_fails=2&after=12&not_before=");
    Instant at = Instant.parse(line.replaceAll(".*not_before=", "").replace("%3A", ":"));
    assertThat(Duration.between(before, at)).isBetween(Duration.ofMinutes(90), Duration.ofHours(2));
    assertThat(desk.run("submit", "tasks.txt", "--at", "2026-12-24 18:30")).isZero();
    assertThat(node.last().line()).endsWith("&not_before=2026-12-24T18%3A30%3A00Z");
  }

  @ParameterizedTest
  @CsvSource({
    "retry",
    "cancel",
    "cancel 12.5 --state todo",
    "cancel --exit-code x",
    "pause",
    "pause 12.5",
    "drain",
    "explain all",
    "export all -o joblog",
    "export -o xml",
    "completion csh",
    "completion",
    "submit f --limit 0",
    "submit f --max-fails -1",
    "submit f --at never",
    "submit f --at 25:00",
    "submit f --delay soon",
    "submit f --delay 1h --at 18:30"
  })
  void aWrongCallIsRefusedBeforeAnythingIsSent(String words) throws IOException {
    Files.writeString(home.resolve("f"), "echo hi\n");
    assertThat(desk.run(words.split(" "))).isEqualTo(ExitCode.USAGE);
    assertThat(node.seen).isEmpty();
  }

  private void countInTwoSteps(HttpExchange e) throws IOException {
    String query = e.getRequestURI().getQuery();
    if (query.contains("state=cancelled")) {
      answer(e, 200, "{\"count\":0,\"exact\":true,\"next_cursor\":null}");
    } else if (query.contains("cursor=")) {
      answer(e, 200, "{\"count\":5,\"exact\":true,\"next_cursor\":null}");
    } else {
      answer(e, 200, "{\"count\":3,\"exact\":false,\"next_cursor\":\"c1\"}");
    }
  }

  private static void answer(HttpExchange e, int status, String body) throws IOException {
    FakeNode.send(e, status, body.getBytes(StandardCharsets.UTF_8));
  }

  private List<String> calls(String method) {
    return node.seen.stream()
        .map(FakeNode.Seen::line)
        .filter(line -> line.startsWith(method + " "))
        .toList();
  }

  private static String[] join(String words, String... more) {
    return (words + " " + String.join(" ", more)).split(" ");
  }
}
