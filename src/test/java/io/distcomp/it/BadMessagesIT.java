package io.distcomp.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.distcomp.bus.BusAddresses;
import io.distcomp.bus.BusAuth;
import io.distcomp.testkit.NodeProcess;
import io.distcomp.testkit.NodeProcessLogs;
import io.distcomp.testkit.RedisServer;
import io.distcomp.testkit.TestClient;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Bad inputs 34 to 36, and 19 and 29, of the event bus: each is refused, and nothing is stored. */
@Timeout(240)
@ExtendWith(NodeProcessLogs.class)
class BadMessagesIT {

  private static final List<String> SIGNED =
      List.of(BusAddresses.SUBMIT, BusAddresses.CANCEL, BusAddresses.RETRY);

  private static RedisServer redis;
  private static Nodes nodes;
  private static NodeProcess node;
  private static BusMember member;
  private Map<String, String> before;

  @BeforeAll
  static void join() {
    redis = RedisServer.create().start();
    nodes = new Nodes(redis);
    node = nodes.start("node", conf -> conf.clustered());
    member = BusMember.join(redis, node);
  }

  @AfterAll
  static void leave() {
    member.close();
    nodes.close();
    redis.close();
  }

  @BeforeEach
  void look() {
    before = RedisSnapshot.of(redis);
  }

  @AfterEach
  void nothingIsStoredAndTheNodeAnswers() {
    assertThat(RedisSnapshot.of(redis)).isEqualTo(before);
    assertThat(BusMember.await(member.client().status()).getInteger("nodes")).isEqualTo(1);
  }

  /** 34. */
  @Test
  void aMessageThatIsNoJsonObjectIsRefused() {
    for (String address : SIGNED) {
      for (Object body : List.of("text", new JsonArray().add(1), 7, new byte[] {1, 2})) {
        assertThat(member.refusal(address, body, new DeliveryOptions())).isEqualTo("400 E_JSON");
      }
    }
  }

  /** 34 and 29. */
  @Test
  void aMessageOf20MegabytesIsRefused() {
    JsonObject large = TestClient.job("x".repeat(20_000_000));

    assertThat(signed(node.token(), BusAddresses.SUBMIT, large, Clock.systemUTC()))
        .isEqualTo("413 E_TOO_LARGE");
    assertThat(member.refusal(BusAddresses.SUBMIT, large, new DeliveryOptions()))
        .isEqualTo("401 E_MAC");
  }

  /** 19. */
  @Test
  void aMessageOf1001TasksIsRefused() {
    String[] commands = new String[1001];
    for (int i = 0; i < commands.length; i++) {
      commands[i] = "echo " + i;
    }
    assertThat(
            signed(node.token(), BusAddresses.SUBMIT, TestClient.job(commands), Clock.systemUTC()))
        .isEqualTo("413 E_BATCH_TOO_LARGE");
  }

  /** 35. */
  @Test
  void aMessageWithAnotherSignatureOrTimeIsRefused() {
    Clock late = Clock.offset(Clock.systemUTC(), Duration.ofMinutes(-10));
    Clock early = Clock.offset(Clock.systemUTC(), Duration.ofMinutes(10));
    for (String address : SIGNED) {
      JsonObject body =
          address.equals(BusAddresses.SUBMIT)
              ? TestClient.job("true")
              : new JsonObject().put("id", "1");
      assertThat(member.refusal(address, body, new DeliveryOptions())).isEqualTo("401 E_MAC");
      assertThat(signed("another", address, body, Clock.systemUTC())).isEqualTo("401 E_MAC");
      assertThat(signed(node.token(), address, body, late)).isEqualTo("401 E_STALE");
      assertThat(signed(node.token(), address, body, early)).isEqualTo("401 E_STALE");
    }
  }

  /** 35: one that is refused for its contents is used up all the same. */
  @Test
  void aMessageThatIsSentAgainIsRefused() {
    JsonObject body = new JsonObject().put("id", "999");
    BusAuth.Signed once = member.sign(node.token(), BusAddresses.CANCEL, body, Clock.systemUTC());
    DeliveryOptions options = new DeliveryOptions().setHeaders(once.headers());

    assertThat(member.refusal(BusAddresses.CANCEL, once.body(), options))
        .isEqualTo("404 E_NOT_FOUND");
    assertThat(member.refusal(BusAddresses.CANCEL, once.body(), options)).isEqualTo("401 E_REPLAY");
  }

  /** 36: a class that the node would have to load is not even looked for; it is counted. */
  @Test
  void anObjectOfAJavaClassIsRefused() throws Exception {
    Vertx vertx = member.vertx();
    vertx.eventBus().serializableChecker(name -> true);
    double counted = refused("E_JSON");
    for (String address : SIGNED) {
      assertThat(member.refusal(address, new ArrayList<>(List.of("x")), new DeliveryOptions()))
          .isEqualTo("400 E_JSON");
    }
    assertThat(node.log()).doesNotContain("\tat ");
    assertThat(refused("E_JSON")).isEqualTo(counted + SIGNED.size());
  }

  /** As the node counts them for Prometheus. */
  private static double refused(String code) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(node.url() + "/metrics"))
            .header("Authorization", "Bearer " + node.token())
            .build();
    String name = "distcomp_bus_refusals_total{code=\"" + code + "\"} ";
    return HttpClient.newHttpClient()
        .send(request, BodyHandlers.ofString())
        .body()
        .lines()
        .filter(line -> line.startsWith(name))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length())))
        .sum();
  }

  private static String signed(String token, String address, JsonObject body, Clock clock) {
    BusAuth.Signed signed = member.sign(token, address, body, clock);
    return member.refusal(
        address, signed.body(), new DeliveryOptions().setHeaders(signed.headers()));
  }
}
