package io.distcomp.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import io.distcomp.config.Config;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The verbs that last: {@code wait}, {@code submit --wait}, {@code run} and the node. */
class WaitingTest {

  private static final String RUNNING = FakeNode.job("running", 5, 0, 0);
  private static final String DONE = FakeNode.job("finished", 0, 5, 0);
  private static final String FAILED = FakeNode.job("failed", 0, 4, 1);

  @TempDir Path home;
  private final FakeNode node = new FakeNode();
  private final CountDownLatch over = new CountDownLatch(1);
  private Desk desk;

  @BeforeEach
  void sitDown() throws IOException {
    desk = new Desk(home).at(node);
  }

  @AfterEach
  void stop() {
    over.countDown();
    node.close();
  }

  @Test
  void theEndComesByTheEventStream() {
    node.on("GET /jobs/12", 200, RUNNING).on("GET /events", e -> events(e, DONE));
    assertThat(desk.run("wait", "12")).isZero();
    assertThat(desk.out()).startsWith("job 12 (tasks.txt) finished: 5 finished of 5 tasks, in ");
  }

  @Test
  void aJobThatHadEndedBeforeSaysNoTime() {
    node.on("GET /jobs/12", 200, DONE).on("GET /events", e -> events(e, DONE));
    assertThat(desk.run("wait", "12")).isZero();
    assertThat(desk.out().strip()).isEqualTo("job 12 (tasks.txt) finished: 5 finished of 5 tasks");
  }

  @Test
  void withoutAnEventStreamTheJobIsAskedFor() {
    AtomicReference<String> job = new AtomicReference<>(RUNNING);
    node.on(
        "GET /jobs/12",
        e -> {
          boolean third = node.seen.stream().filter(s -> s.line().endsWith("/jobs/12")).count() > 2;
          FakeNode.send(e, 200, (third ? DONE : job.get()).getBytes(StandardCharsets.UTF_8));
        });
    node.on("GET /events", 503, "{\"error\":{\"code\":\"E_FULL\",\"message\":\"full\"}}");
    assertThat(desk.run("wait", "12", "-o", "quiet")).isZero();
    assertThat(desk.out()).isEqualTo("12\n");
  }

  @Test
  void failedTasksAreShownWithTheirFirstLines() {
    node.on("GET /jobs/12", 200, FAILED)
        .on(
            "GET /tasks",
            200,
            """
            {"tasks":[{"id":"12.3","command":"make","attempts":[{"node":"n1","outcome":"failed",
            "exit_code":2}]}],"next_cursor":"more"}""")
        .on("GET /tasks/12.3/stderr", 200, "\nno rule\u001b\na\nb\nc\n");
    assertThat(desk.run("wait", "12")).isEqualTo(ExitCode.TASKS_FAILED);
    assertThat(desk.out())
        .contains("failed: 4 finished, 1 failed of 5 tasks")
        .contains("  12.3  exit 2 on n1: make\n      no rule\\x1b\n      a\n      b\nmore:");
    assertThat(node.seen).anyMatch(s -> s.line().contains("state=failed&limit=5"));
  }

  @Test
  void controlCEndsTheWaitingAndSaysHowToCancel() throws Exception {
    node.on("GET /jobs/12", 200, RUNNING).on("GET /events", e -> events(e, RUNNING));
    CompletableFuture<Integer> exit = CompletableFuture.supplyAsync(() -> desk.run("wait", "12"));
    await().until(() -> desk.firstSignal.get() != null);
    desk.firstSignal.get().run();
    assertThat(exit.get()).isEqualTo(ExitCode.INTERRUPTED);
    assertThat(desk.err()).contains("job 12 runs on. To cancel it: distcomp cancel 12");
  }

  @Test
  void aJobThatIsGoneEndsTheWaiting() {
    node.on(
        "GET /jobs/12",
        e -> {
          if (node.seen.size() == 1) {
            FakeNode.send(e, 200, RUNNING.getBytes(StandardCharsets.UTF_8));
          } else {
            byte[] gone =
                "{\"error\":{\"code\":\"E\",\"message\":\"no job 12\"}}"
                    .getBytes(StandardCharsets.UTF_8);
            FakeNode.send(e, 404, gone);
          }
        });
    assertThat(desk.run("wait", "12")).isEqualTo(ExitCode.USAGE);
    assertThat(desk.err()).contains("no job 12");
  }

  @Test
  void onATerminalThereIsABarThatIsTakenAwayAtTheEnd() {
    desk.terminal = true;
    node.on("GET /jobs/12", 200, RUNNING).on("GET /events", e -> events(e, RUNNING, DONE));
    assertThat(desk.run("wait", "12")).isZero();
    assertThat(desk.err()).contains("\r\u001b[K[-").endsWith("\r\u001b[K");
  }

  @Test
  void submitWaitsWhenAsked() throws IOException {
    Files.writeString(home.resolve("t.txt"), "echo a\n");
    node.on("POST /jobs", 201, "{\"job\":" + RUNNING + ",\"accepted\":5,\"duplicates\":0}")
        .on("GET /jobs/12", 200, DONE)
        .on("GET /events", e -> events(e));
    assertThat(desk.run("submit", "t.txt", "--wait", "-o", "json")).isZero();
    assertThat(desk.out()).startsWith("{").contains("\"finished\"");
  }

  @Test
  void runStartsANodeSumsUpAndEndsIt() throws IOException {
    Files.writeString(home.resolve("t.txt"), "echo a\n");
    Launched launched = new Launched();
    desk.launcher = launched;
    node.on(
            "POST /jobs",
            201,
            "{\"job\":"
                + FakeNode.job("running", 20, 4980, 0)
                + ",\"accepted\":0,\"duplicates\":5000}")
        .on("GET /jobs/12", 200, DONE);
    assertThat(desk.run("run", "t.txt", "-j", "3")).isZero();
    assertThat(desk.err())
        .contains("dashboard: http://link")
        .contains("4,980 of 5,000 finished before");
    assertThat(desk.out()).contains("5 finished of 5 tasks");
    assertThat(launched.config.get().node().maxTasks()).isEqualTo(3);
    assertThat(launched.config.get().node().dataDir())
        .isEqualTo(home.resolve(".distcomp/run/t.txt"));
    assertThat(launched.config.get().node().name())
        .endsWith("-run-" + ProcessHandle.current().pid());
    assertThat(launched.stopped).isCompleted();
  }

  @Test
  void runRefusesABadFileAndStillEndsItsNode() throws IOException {
    Files.writeString(home.resolve("t.txt"), "x\n");
    Launched launched = new Launched();
    desk.launcher = launched;
    node.on(
        "POST /jobs",
        422,
        "{\"error\":{\"code\":\"E\",\"message\":\"m\"},\"rejected\":[{\"line\":1,\"code\":\"E_X\",\"message\":\"m\"}]}");
    assertThat(desk.run("run", "t.txt")).isEqualTo(ExitCode.BAD_FILE);
    assertThat(launched.stopped).isCompleted();
  }

  @Test
  void aSecondRunOfTheSameFileIsToldOfTheFirst() throws IOException {
    Files.writeString(home.resolve("t.txt"), "x\n");
    Caller caller = new Caller(desk.environment, home, home);
    try (RunPlace first = RunPlace.take(caller, "t.txt")) {
      assertThat(first.directory()).isDirectory();
      assertThat(desk.run("run", "t.txt")).isEqualTo(ExitCode.UNAVAILABLE);
    }
    assertThat(desk.err())
        .contains(
            "another run of t.txt is going on (process " + ProcessHandle.current().pid() + ")");
    RunPlace.take(caller, "t.txt").close();
  }

  @Test
  void controlCStopsARunInGoodOrder() throws Exception {
    Files.writeString(home.resolve("t.txt"), "x\n");
    Launched launched = new Launched();
    desk.launcher = launched;
    node.on("POST /jobs", 201, "{\"job\":" + RUNNING + ",\"accepted\":5,\"duplicates\":0}")
        .on("GET /jobs/12", 200, RUNNING)
        .on("GET /events", e -> events(e, RUNNING));
    CompletableFuture<Integer> exit = CompletableFuture.supplyAsync(() -> desk.run("run", "t.txt"));
    await().until(() -> node.seen.stream().anyMatch(s -> s.line().endsWith("/events")));
    desk.firstSignal.get().run();
    assertThat(exit.get()).isEqualTo(ExitCode.INTERRUPTED);
    assertThat(desk.err()).contains("the same call again goes on where this one ended");
  }

  @Test
  void aNodeThatEndsByItselfEndsTheRun() throws IOException {
    Files.writeString(home.resolve("t.txt"), "x\n");
    Launched launched = new Launched();
    desk.launcher = launched;
    node.on("POST /jobs", 201, "{\"job\":" + RUNNING + ",\"accepted\":5,\"duplicates\":0}")
        .on("GET /jobs/12", 200, RUNNING)
        .on(
            "GET /events",
            e -> {
              launched.stopped.complete(1);
              events(e, RUNNING);
            });
    assertThat(desk.run("run", "t.txt")).isEqualTo(ExitCode.UNAVAILABLE);
  }

  @Test
  void aRunOfStdinNeedsAName() {
    assertThat(desk.run("run", "-")).isEqualTo(ExitCode.USAGE);
    assertThat(desk.err()).contains("--name");
  }

  @Test
  void aNodeThatCannotStartSaysWhy() throws IOException {
    Files.writeString(home.resolve("t.txt"), "x\n");
    assertThat(desk.run("run", "t.txt")).isEqualTo(ExitCode.UNAVAILABLE);
    assertThat(desk.err()).contains("distcomp: error: no node here");
  }

  /** Sends a delta for each job and then keeps the stream open. */
  private void events(HttpExchange exchange, String... jobs) throws IOException {
    exchange.sendResponseHeaders(200, 0);
    OutputStream body = exchange.getResponseBody();
    for (String job : jobs) {
      String event = "id: a-1\nevent: delta\ndata: {\"jobs\":[" + job + "]}\n\n";
      body.write(event.getBytes(StandardCharsets.UTF_8));
      body.flush();
    }
    try {
      over.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    exchange.close();
  }

  /** Starts nothing: the fake node is there already. */
  private final class Launched implements NodeLauncher, NodeLauncher.RunningNode {
    private final AtomicReference<Config> config = new AtomicReference<>();
    private final CompletableFuture<Integer> stopped = new CompletableFuture<>();

    @Override
    public RunningNode start(Config configuration) {
      config.set(configuration);
      return this;
    }

    @Override
    public URI url() {
      return node.url();
    }

    @Override
    public String loginLink() {
      return "http://link";
    }

    @Override
    public Path tokenFile() {
      return home.resolve(".distcomp/token");
    }

    @Override
    public CompletionStage<Integer> stopped() {
      return stopped;
    }

    @Override
    public void drain() {
      stopped.complete(0);
    }

    @Override
    public void halt() {
      stopped.complete(0);
    }
  }
}
