package io.distcomp.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jline.utils.AttributedString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What {@code top} shows, when it draws, and how it finds its stream again. */
@Timeout(60)
class TopTest {

  private static final Instant NOW = Instant.parse("2026-11-24T10:00:30Z");
  private static final String STATUS =
      """
      {"nodes":1,"slots":8,"counts":{"todo":5,"waiting":0,"in_progress":2,"finished":40,"failed":3,
      "cancelled":0},"rates":{"finished_s":12.0,"failed_s":0},"eta_s":65,"redis":"%s",
      "cluster":"on"}""";
  private static final String NODE =
      """
      {"name":"%s","state":"%s","incarnation":"a","started_at":null,
      "seen_at":"2026-11-24T10:00:00.000Z","slots":8,"running":3,"cpus":4,"cpus_used":1.5,"mem_gb":16,
      "mem_free_gb":7.25,"tags":[]}""";

  @TempDir Path home;

  @Test
  void theScreenShowsJobsNodesAndWhatNeedsAttention() {
    LiveQueue queue = queue("ok", FakeNode.job("running", 5, 40, 3), node("n1", "live"));
    attend(queue, "3 tasks of job 12 (tasks.txt) failed for good");
    assertThat(text(queue, 30, 120, 0))
        .contains("5 queued, 2 running, 40 finished, 3 failed, 0 cancelled; 12/s, 1 min 5 s left")
        .contains("1 with 8 slots; redis ok; cluster on")
        .contains("! 3 tasks of job 12 (tasks.txt) failed for good")
        .contains(">    12  tasks.txt             running   [")
        .contains("43 of 48 (89 %), 3 failed")
        .contains(
            "n1                    live      3 of 8 running, 1.5 of 4 cpus busy, 7.25 GB of 16 GB free");
  }

  @Test
  void troubleIsSaidInWords() {
    LiveQueue queue = queue("away since 4 s", FakeNode.job("running", 5, 0, 0), node("n1", "lost"));
    attend(queue, "Redis: away since 4 s; nothing new is started", "n1 gives \u001b[2Jno sign");
    assertThat(text(queue, 30, 120, -1))
        .contains("! Redis: away since 4 s; nothing new is started")
        .contains("! n1 gives \\x1b[2Jno sign");
    attend(queue);
    assertThat(text(queue, 30, 120, -1)).doesNotContain("no sign");
  }

  @Test
  void nothingOfOthersMovesTheCursorOrLeavesTheScreen() {
    String evil = FakeNode.job("running", 5, 0, 0).replace("tasks.txt", "\\u001b[2J\\u4e2d\\n");
    LiveQueue queue = queue("\\u001b[31m", evil, node("\\u0007bell", "live"));
    List<AttributedString> lines = view(30, 40).lines(queue, "top", 0, NOW);
    assertThat(lines).allMatch(line -> line.columnLength() <= 40);
    assertThat(text(queue, 30, 200, 0)).doesNotContain("\u001b", "\u0007").contains("\\x1b[2J");
  }

  @Test
  void aLongListShowsThePartWithTheChosenRow() {
    String jobs =
        IntStream.rangeClosed(1, 60)
            .mapToObj(i -> FakeNode.job("running", 1, 0, 0).replace("\"id\":12", "\"id\":" + i))
            .collect(Collectors.joining(","));
    LiveQueue queue = queue("ok", jobs, node("n1", "live"));
    List<AttributedString> lines = view(24, 100).lines(queue, "top", 45, NOW);
    assertThat(lines).hasSizeLessThanOrEqualTo(24);
    assertThat(lines).filteredOn(line -> line.toString().startsWith("> ")).hasSize(1);
    assertThat(text(queue, 24, 100, 45)).contains(">    15  ").contains("of 60)");
    assertThat(TopView.window(3, 10, 2)).containsExactly(0, 1, 2);
    assertThat(TopView.window(100, 4, 99)).containsExactly(96, 97, 98, 99);
  }

  @Test
  void aDeltaChangesOnlyWhatItNamesAndASnapshotReplacesAll() {
    LiveQueue queue = queue("ok", FakeNode.job("running", 5, 0, 0), node("n1", "live"));
    LiveQueue frozen = queue.copy();
    queue.update(new JsonObject("{\"nodes\":[" + node("n2", "live") + "]}"), NOW);
    assertThat(queue.nodes()).hasSize(2);
    assertThat(queue.jobs()).hasSize(1);
    assertThat(frozen.nodes()).hasSize(1);
    queue.replace(new JsonObject("{\"nodes\":[],\"jobs\":[]}"), NOW);
    assertThat(queue.nodes()).isEmpty();
    assertThat(queue.jobs()).isEmpty();
  }

  @Test
  void itDrawsFourTimesASecondHoweverMuchIsNew() throws InterruptedException {
    Recorder screen = new Recorder();
    Top top = new Top("http://n", screen, Clock.systemUTC());
    Thread thread = new Thread(top::run);
    long start = System.nanoTime();
    thread.start();
    while (screen.draws.get() < 5) {
      top.tell(new TopEvent.Heard(false, new JsonObject()));
      Thread.onSpinWait();
    }
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(990));
    top.tell(new TopEvent.Stopped());
    thread.join();
  }

  @Test
  void keysMoveAndPauseAndQuit() throws InterruptedException {
    Recorder screen = new Recorder();
    Top top = new Top("http://n", screen, Clock.systemUTC());
    Thread thread = new Thread(top::run);
    thread.start();
    top.tell(snapshot(FakeNode.job("running", 5, 0, 0), node("n1", "live")));
    press(top, TopEvent.Key.DOWN);
    await().until(() -> screen.last().equals("live 1 5"));
    press(top, TopEvent.Key.PAUSE);
    top.tell(snapshot(FakeNode.job("running", 4, 1, 0), node("n1", "live")));
    await().until(() -> screen.last().equals("PAUSED 1 5"));
    press(top, TopEvent.Key.PAUSE);
    press(top, TopEvent.Key.LAST);
    press(top, TopEvent.Key.UP);
    await().until(() -> screen.last().equals("live 0 4"));
    top.tell(new TopEvent.Trouble("gone"));
    await().until(() -> screen.last().startsWith("AWAY"));
    press(top, TopEvent.Key.QUIT);
    thread.join();
  }

  @Test
  void theStreamIsOpenedAgainWhenItEndsAndWhenItIsSilent() {
    List<TopEvent> told = new CopyOnWriteArrayList<>();
    AtomicInteger opened = new AtomicInteger();
    try (FakeNode node = new FakeNode()) {
      node.on(
          "GET /events",
          exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange
                .getResponseBody()
                .write("event: snapshot\ndata: {\"jobs\":[]}\n\n".getBytes(StandardCharsets.UTF_8));
            exchange.getResponseBody().flush();
            if (opened.incrementAndGet() == 1) {
              exchange.close();
            }
          });
      Desk desk = new Desk(home).at(node);
      NodeClient client = desk.session().connect(new TargetOptions());
      TopFeed feed = new TopFeed(client, Duration.ofMillis(100), told::add);
      try (feed) {
        await().atMost(Duration.ofSeconds(20)).until(() -> opened.get() >= 3);
      }
      assertThat(told).filteredOn(TopEvent.Heard.class::isInstance).hasSizeGreaterThan(1);
      assertThat(told).filteredOn(TopEvent.Trouble.class::isInstance).hasSizeGreaterThan(1);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void aPipeGetsOnePlainSnapshot() throws IOException {
    try (FakeNode node = new FakeNode()) {
      node.on("GET /jobs", 200, "{\"jobs\":[" + FakeNode.job("running", 5, 40, 3) + "]}")
          .on("GET /status", 200, STATUS.formatted("ok"))
          .on("GET /nodes", 200, "{\"nodes\":[" + node("n1", "live") + "]}");
      Desk desk = new Desk(home).at(node);
      assertThat(desk.run("top")).as(desk.err()).isZero();
      assertThat(desk.out())
          .startsWith("distcomp top  http://127.0.0.1:")
          .contains("43 of 48 (89 %)", "n1 ")
          .doesNotContain("\u001b");
    }
  }

  private static void press(Top top, TopEvent.Key key) {
    top.tell(new TopEvent.Pressed(key));
  }

  private static String node(String name, String state) {
    return NODE.formatted(name, state);
  }

  /** What the node says needs a person; nothing clears it. */
  private static void attend(LiveQueue queue, String... texts) {
    JsonArray words = new JsonArray();
    List.of(texts).forEach(text -> words.add(new JsonObject().put("text", text)));
    queue.update(new JsonObject().put("attention", words), NOW);
  }

  private static TopEvent snapshot(String jobs, String nodes) {
    return new TopEvent.Heard(true, json("ok", jobs, nodes));
  }

  private static LiveQueue queue(String redis, String jobs, String nodes) {
    LiveQueue queue = new LiveQueue();
    queue.replace(json(redis, jobs, nodes), NOW);
    return queue;
  }

  private static JsonObject json(String redis, String jobs, String nodes) {
    return new JsonObject(
        "{\"status\":%s,\"jobs\":[%s],\"nodes\":[%s]}"
            .formatted(STATUS.formatted(redis), jobs, nodes));
  }

  private static TopView view(int rows, int columns) {
    return new TopView(rows, columns, true, false);
  }

  private static String text(LiveQueue queue, int rows, int columns, int selected) {
    return view(rows, columns).lines(queue, "top", selected, NOW).stream()
        .map(AttributedString::toString)
        .collect(Collectors.joining("\n"));
  }

  /** Remembers what was drawn: state, chosen row, todo tasks of the first job. */
  private static final class Recorder implements Top.Screen {
    final AtomicInteger draws = new AtomicInteger();
    private volatile String last = "";

    String last() {
      return last;
    }

    @Override
    public void draw(LiveQueue queue, String title, int selected, Instant now) {
      draws.incrementAndGet();
      String state = title.split("  ", -1)[2];
      String todo =
          queue.jobs().isEmpty() ? "-" : Long.toString(queue.jobs().get(0).counts().todo());
      last = state + " " + selected + " " + todo;
    }

    @Override
    public void spoiled() {
      last = "spoiled";
    }
  }
}
