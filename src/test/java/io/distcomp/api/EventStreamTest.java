package io.distcomp.api;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.distcomp.bus.Channels;
import io.distcomp.bus.ClusterEvent;
import io.distcomp.task.CapturedStream;
import io.distcomp.task.JobId;
import io.distcomp.task.NodeInfo;
import io.distcomp.task.NodeStatus;
import io.distcomp.task.Outcome;
import io.distcomp.task.TaskId;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventStreamTest {

  private record Event(String id, String name, JsonObject data, long nanos) {}

  /** A watcher that keeps all events. */
  private final class Watcher {
    private final List<Event> events = new CopyOnWriteArrayList<>();
    private final List<String> comments = new CopyOnWriteArrayList<>();
    private final HttpClientResponse response;
    private final StringBuilder unread = new StringBuilder();

    private Watcher(String lastEventId) {
      this(http, lastEventId);
    }

    private Watcher(HttpClient client, String lastEventId) {
      response =
          TestApi.await(
              client
                  .request(HttpMethod.GET, api.web.port(), "127.0.0.1", "/api/v1/events")
                  .compose(
                      request -> {
                        request.putHeader("Authorization", "Bearer " + TestApi.TOKEN_TEXT);
                        if (lastEventId != null) {
                          request.putHeader("Last-Event-ID", lastEventId);
                        }
                        return request.send();
                      })
                  .onSuccess(r -> r.handler(bytes -> read(bytes.toString()))));
    }

    private void read(String more) {
      int searched = Math.max(0, unread.length() - 1);
      unread.append(more);
      int end = unread.indexOf("\n\n", searched);
      while (end >= 0) {
        keep(unread.substring(0, end));
        unread.delete(0, end + 2);
        end = unread.indexOf("\n\n");
      }
    }

    private void keep(String frame) {
      String[] lines = frame.split("\n", -1);
      if (lines[0].startsWith("id: ")) {
        events.add(
            new Event(
                lines[0].substring(4),
                lines[1].substring(7),
                new JsonObject(lines[2].substring(6)),
                System.nanoTime()));
      } else if (lines[0].startsWith(":")) {
        comments.add(lines[0]);
      }
    }

    @CanIgnoreReturnValue
    private Event first() {
      await().until(() -> !events.isEmpty());
      return events.get(0);
    }

    private List<Event> named(String name) {
      return events.stream().filter(event -> event.name().equals(name)).toList();
    }

    /** The newest words of this kind. */
    private JsonArray awaitAttention(Predicate<JsonArray> wanted) {
      AtomicReference<JsonArray> found = new AtomicReference<>();
      await()
          .until(
              () -> {
                List<Event> told = named("attention");
                if (told.isEmpty()) {
                  return false;
                }
                found.set(told.get(told.size() - 1).data().getJsonArray("attention"));
                return wanted.test(found.get());
              });
      return found.get();
    }

    /** What is not about attention: that comes beside it. */
    private Event last() {
      first();
      List<Event> changes =
          events.stream().filter(event -> !event.name().equals("attention")).toList();
      return changes.get(changes.size() - 1);
    }

    private void close() {
      TestApi.await(response.request().connection().close());
    }
  }

  @TempDir Path folder;
  private TestApi api;
  private HttpClient http;

  @BeforeEach
  void start() {
    api = new TestApi(folder).start();
    http = api.vertx.httpClientBuilder().with(new PoolOptions().setHttp1MaxSize(20)).build();
    api.queue.putNode(api.self, NodeStatus.State.LIVE, 0);
    api.submit("?name=first", "a\nb\n");
  }

  @AfterEach
  void stop() {
    api.close();
  }

  private void settleFirstTask() {
    TaskId id = TaskId.parse("1.1");
    api.queue.start(id, "alpha");
    api.queue.finish(id, Outcome.exited(0), CapturedStream.EMPTY, CapturedStream.EMPTY);
    api.bus.publish(Channels.EVENTS, new ClusterEvent.TasksSettled("alpha", Set.of(new JobId(1))));
  }

  private static boolean tellsOneFinished(Event event) {
    return event.data().getJsonArray("jobs") != null
        && event
                .data()
                .getJsonArray("jobs")
                .getJsonObject(0)
                .getJsonObject("counts")
                .getInteger("finished")
            == 1;
  }

  @Test
  void aWatcherIsToldAllAtFirstAndThenOnlyWhatChanged() {
    Watcher watcher = new Watcher(null);
    assertThat(watcher.response.statusCode()).isEqualTo(200);
    assertThat(watcher.response.getHeader("Content-Type")).isEqualTo("text/event-stream");
    Event first = watcher.first();
    assertThat(first.name()).isEqualTo("snapshot");
    assertThat(first.id()).startsWith(api.self.incarnation().value() + "-");
    assertThat(first.data().fieldNames()).containsExactly("status", "jobs", "nodes");
    assertThat(first.data().getJsonArray("jobs").getJsonObject(0).getString("name"))
        .isEqualTo("first");

    settleFirstTask();

    await().atMost(Duration.ofSeconds(5)).until(() -> tellsOneFinished(watcher.last()));
    Event delta = watcher.last();
    assertThat(delta.name()).isEqualTo("delta");
    assertThat(delta.data().fieldNames()).containsExactly("status", "jobs");
  }

  @Test
  void aLostHintIsMadeGood() {
    Watcher watcher = new Watcher(null);
    watcher.first();
    api.queue.start(TaskId.parse("1.1"), "alpha");

    await()
        .until(
            () ->
                watcher.last().name().equals("delta")
                    && watcher.last().data().getJsonArray("jobs") != null);
  }

  @Test
  void whoComesBackIsToldWhatHeMissedAndAStrangerEverything() {
    Watcher stays = new Watcher(null);
    Watcher leaves = new Watcher(null);
    String seen = leaves.first().id();
    leaves.close();
    settleFirstTask();
    await().until(() -> tellsOneFinished(stays.last()));

    Watcher back = new Watcher(seen);

    await().until(() -> back.events.stream().anyMatch(EventStreamTest::tellsOneFinished));
    assertThat(back.events).allMatch(event -> event.name().equals("delta"));
    assertThat(new Watcher("0000000000000000-1").first().name()).isEqualTo("snapshot");
    assertThat(new Watcher(api.self.incarnation() + "-999").first().name()).isEqualTo("snapshot");
  }

  @Test
  void whatNeedsAPersonIsToldInWordsAndTakenBack() {
    Watcher watcher = new Watcher(null);
    watcher.first();

    nodeIs("beta", NodeStatus.State.LOST, 0);

    JsonArray said = watcher.awaitAttention(words -> !words.isEmpty());
    assertThat(said.getJsonObject(0).getString("kind")).isEqualTo("lost");
    assertThat(said.getJsonObject(0).getString("node")).isEqualTo("beta");
    assertThat(said.getJsonObject(0).getString("text")).startsWith("beta gives no sign");
    assertThat(new Watcher(null).awaitAttention(words -> true)).isEqualTo(said);

    nodeIs("beta", NodeStatus.State.LIVE, 0);
    assertThat(watcher.awaitAttention(JsonArray::isEmpty)).isEmpty();
  }

  @Test
  void howeverMuchChangesThereAreFourEventsASecond() {
    Watcher watcher = new Watcher(null);
    watcher.first();
    int[] running = {0};
    long timer =
        api.vertx.setPeriodic(10, t -> nodeIs("beta", NodeStatus.State.LIVE, ++running[0]));
    int some = 13;
    await().until(() -> watcher.named("delta").size() >= some);
    assertThat(api.vertx.cancelTimer(timer)).isTrue();

    List<Event> deltas = watcher.named("delta");
    Duration took = Duration.ofNanos(deltas.get(some - 1).nanos() - deltas.get(0).nanos());
    assertThat(took)
        .as("12 times 250 ms on a quiet machine")
        .isGreaterThan(Duration.ofMillis(2200));
  }

  private void nodeIs(String name, NodeStatus.State state, int running) {
    api.queue.putNode(TestApi.node(name), state, running);
    api.bus.publish(Channels.EVENTS, new ClusterEvent.NodeChanged(name));
  }

  @Test
  void aNodeThatIsNoMoreLeavesTheView() {
    api.queue.putNode(TestApi.node("beta"), NodeStatus.State.LIVE, 0);
    Watcher watcher = new Watcher(null);
    assertThat(watcher.first().data().getJsonArray("nodes")).hasSize(2);
    api.queue.removeNode("beta");
    api.bus.publish(Channels.EVENTS, new ClusterEvent.NodeChanged("beta"));

    await().until(() -> watcher.last().name().equals("snapshot") && watcher.events.size() > 1);
    assertThat(watcher.last().data().getJsonArray("nodes")).hasSize(1);
  }

  @Test
  void aWatcherHearsThatRedisIsAway() {
    Watcher watcher = new Watcher(null);
    watcher.first();
    api.queue.setAway(true);
    await().until(() -> "away".equals(redis(watcher.last())));
    api.queue.setAway(false);
    await().until(() -> "ok".equals(redis(watcher.last())));
  }

  private static String redis(Event event) {
    JsonObject status = event.data().getJsonObject("status");
    return status == null ? "" : status.getString("redis");
  }

  /**
   * Or a client or a proxy takes a quiet connection for a dead one. Waits as long as they would.
   */
  @Test
  void aStreamWithoutNewsShowsThatItLives() {
    Watcher watcher = new Watcher(null);
    watcher.first();
    await()
        .atMost(EventStream.HEARTBEAT.plusSeconds(10))
        .until(() -> watcher.comments.contains(": still here"));
    assertThat(watcher.named("delta")).isEmpty();
  }

  @Test
  void thereIsABoundOnWatchers() {
    for (int i = 0; i < 4; i++) {
      assertThat(new Watcher(null).response.statusCode()).isEqualTo(200);
    }
    HttpClientResponse refused = new Watcher(null).response;
    assertThat(refused.statusCode()).isEqualTo(503);
    assertThat(refused.getHeader("Retry-After")).isNotNull();
  }

  @Test
  void aWatcherThatLeavesMakesRoomAndNothingIsReadForNobody() {
    Watcher watcher = new Watcher(null);
    watcher.first();
    watcher.close();
    int[] before = {-1};
    await()
        .pollInterval(EventStream.FULL_READING.plusMillis(200))
        .until(
            () -> {
              boolean still = api.queue.reads() == before[0];
              before[0] = api.queue.reads();
              return still;
            });
    assertThat(api.queue.reads()).isEqualTo(before[0]);
  }

  /** Half a megabyte of nodes, all of them changed. */
  private void changeManyNodes() {
    for (int i = 0; i < 30; i++) {
      NodeInfo node = TestApi.node("n" + i);
      TreeSet<String> tags = new TreeSet<>();
      IntStream.range(0, 300).forEach(tag -> tags.add(tag + "t".repeat(60)));
      api.queue.putNode(
          new NodeInfo(
              node.id(),
              node.name(),
              node.incarnation(),
              node.capacity(),
              node.slots(),
              tags,
              node.url(),
              node.host()),
          NodeStatus.State.LIVE,
          0);
    }
    api.bus.publish(Channels.EVENTS, new ClusterEvent.NodeChanged("n0"));
  }

  /** For it the kernel keeps little of what it does not read. */
  private HttpClient narrow() {
    return api.vertx.createHttpClient(new HttpClientOptions().setReceiveBufferSize(131_072));
  }

  @Test
  void aSlowWatcherIsSkippedAndGetsASnapshotWhenItReadsAgain() {
    Watcher slow = new Watcher(narrow(), null);
    Watcher quick = new Watcher(null);
    slow.first();
    quick.first();
    slow.response.pause();
    for (int round = 0; round < 24; round++) {
      int before = quick.events.size();
      changeManyNodes();
      await().atMost(Duration.ofSeconds(30)).until(() -> quick.events.size() > before);
    }
    int whileSlow = quick.events.size();

    slow.response.resume();

    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> slow.last().name().equals("snapshot") && slow.events.size() > 1);
    assertThat(slow.events).hasSizeLessThan(whileSlow);
    assertThat(slow.last().data().getJsonArray("nodes")).hasSize(31);
  }

  @Test
  void aWatcherThatReadsNothingForTooLongIsCut() throws IOException {
    AtomicReference<EventStream> served = new AtomicReference<>();
    AtomicBoolean cut = new AtomicBoolean();
    LiveReader reader = new LiveReader(api.queue, () -> "ok", () -> "off");
    int port =
        TestApi.await(
                api.vertx
                    .createHttpServer()
                    .requestHandler(
                        request -> {
                          if (served.get() == null) {
                            served.set(
                                new EventStream(
                                    api.vertx,
                                    api.bus,
                                    reader,
                                    new SseRing("00000000000000aa", api.clock),
                                    4,
                                    Duration.ofMillis(500)));
                          }
                          request.connection().closeHandler(v -> cut.set(true));
                          served.get().open(request);
                        })
                    .listen(0, "127.0.0.1"))
            .actualPort();
    try (Socket deaf = new Socket()) {
      deaf.setReceiveBufferSize(4096);
      deaf.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      deaf.getOutputStream().write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(US_ASCII));

      await("not as late as the flush of a connection that is closed gives up")
          .atMost(Duration.ofSeconds(20))
          .pollInterval(Duration.ofMillis(300))
          .until(
              () -> {
                changeManyNodes();
                return cut.get();
              });
    }
  }

  @Test
  void applicationsOnTheBusHearOfWhatThisNodeDid() {
    List<JsonObject> heard = new CopyOnWriteArrayList<>();
    var client = new io.distcomp.bus.DistCompClient(api.vertx, TestApi.TOKEN_TEXT);
    TestApi.await(client.onEvents(heard::add).completion());
    settleFirstTask();
    await().until(() -> heard.stream().anyMatch(delta -> delta.containsKey("jobs")));
  }
}
