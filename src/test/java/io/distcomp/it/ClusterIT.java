package io.distcomp.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.distcomp.bus.BusAddresses;
import io.distcomp.bus.BusAuth;
import io.distcomp.bus.BusKey;
import io.distcomp.bus.DistCompClient;
import io.distcomp.cluster.ClusteredVertx;
import io.distcomp.config.Config;
import io.distcomp.queue.RedisAddress;
import io.distcomp.queue.RedisMembers;
import io.distcomp.testkit.NodeProcess;
import io.distcomp.testkit.NodeProcessLogs;
import io.distcomp.testkit.RedisServer;
import io.distcomp.testkit.TestClient;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Vert.x applications that join a node's cluster: what they may do, and what is refused. */
@Timeout(240)
@ExtendWith(NodeProcessLogs.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClusterIT {

  private static final Duration MEET = Duration.ofSeconds(90);
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir Path folder;
  private final SecureRandom random = new SecureRandom();
  private RedisServer redis;
  private Nodes nodes;
  private NodeProcess node;
  private TestClient http;
  private ClusteredVertx member;
  private DistCompClient client;

  @BeforeAll
  void joinTheCluster() {
    redis = RedisServer.create().start();
    nodes = new Nodes(redis);
    node = nodes.start("node", conf -> conf.clustered().with("max_retry_per_task", 1));
    http = node.client();
    member = await(ClusteredVertx.start(Vertx::builder, new VertxOptions(), conf(), this::members));
    client = new DistCompClient(member.vertx(), node.token());
    Waiting.atMost(MEET, "an answer over the bus")
        .ignoreExceptionsMatching(e -> e.getCause() instanceof ReplyException)
        .until(() -> await(client.status()).getInteger("nodes") == 1);
  }

  @AfterAll
  void leave() {
    await(member.close(Duration.ofSeconds(10)));
    nodes.close();
    redis.close();
  }

  private static Config.Cluster conf() {
    return new Config.Cluster(true, "127.0.0.1", 5751, 0, false);
  }

  private Path tokenFile() {
    return node.home().directory().resolve(".distcomp/token");
  }

  private RedisMembers members(Vertx vertx) {
    return RedisMembers.of(
        vertx,
        RedisAddress.of(redis.url(), "default"),
        io.distcomp.config.Machine.real().shortHostName());
  }

  @Test
  void theExampleJoinsSubmitsAndHearsOfItsJob() throws Exception {
    BusClientProgram.Result result =
        BusClientProgram.compiledInto(folder.resolve("classes"))
            .run(folder, redis.url(), tokenFile(), "echo one", "sleep 2; echo two");

    assertThat(result.exitCode()).as(result.toString()).isZero();
    JsonObject accepted = result.lines("accepted").get(0);
    long job = TestClient.jobId(accepted);
    assertThat(accepted.getInteger("accepted")).isEqualTo(2);
    assertThat(http.count(job, "finished")).isEqualTo(2);
    assertThat(http.stdoutText(job + ".2")).isEqualTo("two\n");
    assertThat(result.lines("event")).anySatisfy(delta -> assertThat(idsOf(delta)).contains(job));
  }

  @Test
  void theExampleSaysWhenATaskFailed() throws Exception {
    BusClientProgram.Result result =
        BusClientProgram.compiledInto(folder.resolve("classes"))
            .run(folder, redis.url(), tokenFile(), "exit 3");

    assertThat(result.exitCode()).as(result.toString()).isEqualTo(1);
  }

  @Test
  void theBusAnswersAsHttpDoes() {
    JsonObject overBus = await(client.submit(TestClient.job("true", "exit 3")));
    JsonObject overHttp = http.submit(TestClient.job("true", "exit 3"));

    assertThat(timeless(overBus)).isEqualTo(timeless(overHttp));
    long id = TestClient.jobId(overBus);
    http.awaitJob(id);
    assertThat(await(client.task(id + ".2"))).isEqualTo(http.task(id + ".2"));
    assertThat(await(client.jobs(1000)).getJsonArray("jobs")).contains(http.job(id));
    assertThat(await(client.status()).fieldNames()).isEqualTo(http.get("/status").fieldNames());
    assertThatThrownBy(() -> await(client.task("999999.1")))
        .hasCauseInstanceOf(ReplyException.class)
        .hasMessageContaining("E_NOT_FOUND");
    assertThatThrownBy(() -> await(client.submit(new JsonObject().put("tusks", new JsonArray()))))
        .satisfies(e -> assertRefused(e, 422, "E_UNKNOWN_FIELD"));
  }

  @Test
  void aJobIsCancelledAndRunAgainOverTheBus() {
    long id = TestClient.jobId(await(client.submit(TestClient.job("sleep 600"))));
    Waiting.atMost(LIMIT, "a running task").until(() -> http.count(id, "in_progress") == 1);

    await(client.cancel(Long.toString(id)));
    Waiting.atMost(LIMIT, "the cancelled task").until(() -> http.count(id, "cancelled") == 1);
    await(client.retry(id + ".1"));
    Waiting.atMost(LIMIT, "its next run").until(() -> http.count(id, "in_progress") == 1);
    await(client.cancel(id + ".1"));
    http.awaitJob(id);
  }

  @Test
  void deltasTellOfAJobUntilItsEnd() {
    Queue<JsonObject> heard = new ConcurrentLinkedQueue<>();
    await(client.onEvents(heard::add).completion());

    long id =
        TestClient.jobId(await(client.submit(TestClient.job("true", "sleep 0.5", "sleep 1.5"))));

    Waiting.atMost(LIMIT, "the delta that tells the end")
        .until(() -> heard.stream().anyMatch(delta -> tellsTheEnd(delta, id, 3)));
    assertThat(heard)
        .allSatisfy(delta -> assertThat(delta.fieldNames()).isSubsetOf("status", "jobs", "nodes"));
  }

  // --- what is refused

  @Test
  void anUnsignedMessageIsRefused() {
    for (String address : List.of(BusAddresses.SUBMIT, BusAddresses.CANCEL, BusAddresses.RETRY)) {
      assertThatThrownBy(() -> await(send(address, body(address), new DeliveryOptions())))
          .satisfies(e -> assertRefused(e, 401, "E_MAC"));
    }
    assertNothingWasStored();
  }

  @Test
  void aForgedMessageIsRefused() {
    BusKey ours = BusKey.of(node.token());
    BusKey other = BusKey.of("another token");
    JsonObject job = TestClient.job("touch " + folder.resolve("forged"));
    refused(sign(other, BusAddresses.SUBMIT, job, Clock.systemUTC()), job, "E_MAC");
    refused(sign(ours, BusAddresses.CANCEL, job, Clock.systemUTC()), job, "E_MAC");
    refused(
        sign(ours, BusAddresses.SUBMIT, TestClient.job("true"), Clock.systemUTC()), job, "E_MAC");
    Clock late = Clock.offset(Clock.systemUTC(), Duration.ofMinutes(-1));
    refused(sign(ours, BusAddresses.SUBMIT, job, late), job, "E_STALE");
    assertNothingWasStored();
    assertThat(folder.resolve("forged")).doesNotExist();
  }

  @Test
  void aMessageThatIsSentAgainIsRefused() {
    JsonObject job = TestClient.job("echo once");
    BusAuth.Signed signed =
        sign(BusKey.of(node.token()), BusAddresses.SUBMIT, job, Clock.systemUTC());
    DeliveryOptions options = new DeliveryOptions().setHeaders(signed.headers());

    await(send(BusAddresses.SUBMIT, signed.body(), options));
    refused(signed, job, "E_REPLAY");
  }

  private BusAuth.Signed sign(BusKey key, String address, JsonObject body, Clock clock) {
    return BusAuth.sign(key, address, body, clock, random);
  }

  private void refused(BusAuth.Signed signed, JsonObject body, String code) {
    DeliveryOptions options = new DeliveryOptions().setHeaders(signed.headers());
    assertThatThrownBy(() -> await(send(BusAddresses.SUBMIT, body, options)))
        .satisfies(e -> assertRefused(e, 401, code));
  }

  private Future<JsonObject> send(String address, JsonObject body, DeliveryOptions options) {
    return member
        .vertx()
        .eventBus()
        .<JsonObject>request(address, body, options.setSendTimeout(LIMIT.toMillis()))
        .map(Message::body);
  }

  private static void assertRefused(Throwable thrown, int status, String code) {
    assertThat(thrown.getCause()).isInstanceOf(ReplyException.class);
    ReplyException refusal = (ReplyException) thrown.getCause();
    assertThat(refusal.failureCode()).as(refusal.getMessage()).isEqualTo(status);
    assertThat(new JsonObject(refusal.getMessage()).getJsonObject("error").getString("code"))
        .isEqualTo(code);
  }

  /** The same search finds what is stored. */
  private void assertNothingWasStored() {
    http.submit(TestClient.job("echo stored"));
    assertThat(found("echo stored")).isNotEmpty();
    assertThat(found("forged")).isEmpty();
    assertThat(found("unsigned")).isEmpty();
  }

  private List<JsonObject> found(String text) {
    String encoded = URLEncoder.encode(text, StandardCharsets.UTF_8);
    return Nodes.rows(http.get("/tasks?q=" + encoded), "tasks");
  }

  private static JsonObject body(String address) {
    return address.equals(BusAddresses.SUBMIT)
        ? TestClient.job("echo unsigned")
        : new JsonObject().put("id", "1");
  }

  // --- small parts

  /** Without what differs between two submissions, and with the sum of the counts only. */
  private static JsonObject timeless(JsonObject accepted) {
    JsonObject copy = accepted.copy();
    JsonObject job = copy.getJsonObject("job");
    List.of("id", "name", "submitted_at", "state", "eta_s")
        .forEach(field -> job.put(field, "some"));
    int sum = job.getJsonObject("counts").stream().mapToInt(e -> (Integer) e.getValue()).sum();
    job.getJsonObject("counts")
        .forEach(e -> job.getJsonObject("counts").put(e.getKey(), "of " + sum));
    return copy;
  }

  private static boolean tellsTheEnd(JsonObject delta, long id, int finished) {
    return delta.getJsonArray("jobs", new JsonArray()).stream()
        .map(JsonObject.class::cast)
        .anyMatch(
            job ->
                job.getLong("id") == id
                    && job.getString("state").equals("finished")
                    && job.getJsonObject("counts").getInteger("finished") == finished);
  }

  private static List<Long> idsOf(JsonObject delta) {
    return delta.getJsonArray("jobs", new JsonArray()).stream()
        .map(job -> ((JsonObject) job).getLong("id"))
        .toList();
  }

  private static <T> T await(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().orTimeout(70, TimeUnit.SECONDS).join();
  }
}
