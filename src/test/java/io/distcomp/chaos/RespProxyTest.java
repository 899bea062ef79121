package io.distcomp.chaos;

import static io.distcomp.chaos.RespRequest.named;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.distcomp.chaos.Aim.Effect;
import io.distcomp.chaos.ProxyState.Way;
import io.distcomp.testkit.RedisServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The proxy passes everything on unchanged, and each of its faults is what it says. */
@Timeout(60)
class RespProxyTest {

  private static final long SEED = Long.getLong("distcomp.chaos.seed", System.nanoTime());

  private static final int ROUNDS = 50;

  @RegisterExtension static final RedisServer REDIS = RedisServer.create();

  private RespProxy proxy;

  @BeforeEach
  void start() {
    proxy = RespProxy.to(REDIS.port());
  }

  @AfterEach
  void stop() {
    proxy.close();
  }

  private RawRedis connect() throws IOException {
    return new RawRedis(proxy.port());
  }

  // --- pairing

  /** Whatever Redis answers without a proxy is the truth. */
  @Test
  void aPipelineAnswersThroughItAsWithoutItHoweverItIsCut() throws IOException {
    Random random = new Random(SEED);
    for (int protocol = 2; protocol <= 3; protocol++) {
      for (int slice : new int[] {1, 7, 100_000}) {
        proxy.slice(slice);
        byte[] bytes = encoded(pipeline(random, 300, protocol, "QUIT"));
        String direct = answers(REDIS.port(), bytes, random);
        assertThat(answers(proxy.port(), bytes, random))
            .as("seed %d, slices of %d", SEED, slice)
            .isEqualTo(direct);
      }
    }
    Traffic traffic = proxy.traffic();
    assertThat(traffic.requests()).isEqualTo(6 * 302);
    assertThat(traffic.replies()).isEqualTo(traffic.requests());
    assertThat(traffic.unreadable()).isZero();
  }

  @Test
  void theReplyThatIsCutOffIsTheOneOfTheCommandThatWasAimedAt() throws IOException {
    Random random = new Random(SEED);
    for (int round = 0; round < ROUNDS; round++) {
      int protocol = 2 + round % 2;
      List<List<String>> before = pipeline(random, random.nextInt(100), protocol, "PING");
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      bytes.writeBytes(encoded(before));
      bytes.writeBytes(RawRedis.encoded(List.of("INCR", "struck")));
      bytes.writeBytes(encoded(pipeline(random, 50, protocol, "PING")));
      proxy.slice(1 + random.nextInt(30));
      Aim aim = proxy.aim(named("INCR"), Effect.CLOSE_BEFORE_REPLY, 1);

      String got = answers(proxy.port(), bytes.toByteArray(), random);

      before.add(List.of("QUIT"));
      String direct = answers(REDIS.port(), encoded(before), random);
      assertThat(got).as("seed %d", SEED).isEqualTo(direct.substring(0, direct.length() - 5));
      assertThat(aim.isDone()).isTrue();
      assertThat(REDIS.cli("GET", "struck")).isEqualTo("" + (round + 1));
    }
    assertThat(proxy.traffic().lostReplies()).isEqualTo(ROUNDS);
  }

  private static List<List<String>> pipeline(Random random, int n, int protocol, String last) {
    List<List<String>> commands = new ArrayList<>();
    commands.add(List.of("HELLO", "" + protocol));
    for (int i = 0; i < n; i++) {
      commands.add(command(random));
    }
    commands.add(List.of(last));
    return commands;
  }

  private static List<String> command(Random random) {
    String big = "x\r\n$1\r\n".repeat(random.nextInt(3000));
    return switch (random.nextInt(8)) {
      case 0 -> List.of("SET", "k", big);
      case 1 -> List.of("GET", "k");
      case 2 -> List.of("GET", "nothing");
      case 3 -> List.of("NOSUCHCOMMAND", big.substring(0, Math.min(40, big.length())));
      case 4 -> List.of("EVAL", "return {1,{2,{'a',false,{}}},redis.status_reply('S')}", "0");
      case 5 -> List.of("HSET", "h", "f" + random.nextInt(5), "v");
      case 6 -> List.of("HGETALL", "h");
      default -> List.of("ECHO", "e" + random.nextInt());
    };
  }

  private static byte[] encoded(List<List<String>> commands) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    commands.forEach(command -> bytes.writeBytes(RawRedis.encoded(command)));
    return bytes.toByteArray();
  }

  /** What comes back until the end, after the bytes were written in pieces of any length. */
  private String answers(int port, byte[] bytes, Random random) throws IOException {
    Awaitility.await("the last connection to end").until(() -> proxy.traffic().open() == 0);
    REDIS.cli("DEL", "k", "h");
    try (RawRedis redis = new RawRedis(port)) {
      Thread writer = new Thread(() -> writeInPieces(redis, bytes, random.nextLong()));
      writer.start();
      byte[] all = redis.allBytes();
      writer.join();
      return new String(all, ISO_8859_1).replaceFirst("id\r\n:\\d+", "id\r\n:1");
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static void writeInPieces(RawRedis redis, byte[] bytes, long seed) {
    Random random = new Random(seed);
    try {
      for (int from = 0; from < bytes.length; ) {
        int n = Math.min(bytes.length - from, 1 + random.nextInt(5000));
        redis.write(java.util.Arrays.copyOfRange(bytes, from, from + n));
        from += n;
      }
    } catch (IOException e) {
      // a fault has ended the connection; what was read shows whether it was the right one
    }
  }

  @Test
  void aLargeValuePassesBothWays() throws IOException {
    byte[] value = new byte[20_000_000];
    new Random(SEED).nextBytes(value);
    try (RawRedis redis = connect()) {
      redis.write(("*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$" + value.length + "\r\n").getBytes(ISO_8859_1));
      redis.write(value).write("\r\n".getBytes(ISO_8859_1));
      assertThat(redis.value()).isEqualTo("+OK\r\n");
      String head = "$" + value.length + "\r\n";
      redis.send("GET", "k");

      assertThat(redis.bytes(head.length())).isEqualTo(head.getBytes(ISO_8859_1));
      assertThat(java.util.Arrays.equals(redis.bytes(value.length), value)).isTrue();
      assertThat(redis.bytes(2)).isEqualTo("\r\n".getBytes(ISO_8859_1));
    }
    assertThat(proxy.traffic().requests()).isEqualTo(2);
    assertThat(proxy.traffic().replies()).isEqualTo(2);
  }

  @Test
  void messagesOfSubscriptionsAreNoReplies() throws IOException {
    for (int protocol = 2; protocol <= 3; protocol++) {
      Traffic before = proxy.traffic();
      try (RawRedis redis = connect()) {
        redis.call("HELLO", "" + protocol);
        redis.send("SUBSCRIBE", "a", "b");
        assertThat(redis.value()).contains("subscribe", "$1\r\na", ":1\r\n");
        assertThat(redis.value()).contains("subscribe", "$1\r\nb", ":2\r\n");
        for (int i = 0; i < 10; i++) {
          REDIS.cli("PUBLISH", "a", "subscribe");
          assertThat(redis.value()).contains("message", "$9\r\nsubscribe");
        }
        Aim aim = proxy.aim(named("PING"), Effect.CLOSE_BEFORE_REPLY, 1);
        redis.send("PING");
        REDIS.cli("PUBLISH", "a", "late");
        redis.allBytes();
        assertThat(aim.hits()).isEqualTo(1);
      }
      Traffic after = proxy.traffic();
      assertThat(after.replies() - before.replies()).as("HELLO and two channels").isEqualTo(3);
      assertThat(after.pushes() - before.pushes()).isBetween(10L, 11L);
    }
  }

  // --- faults of all connections

  @Test
  void aResetIsOneAndTheNextConnectionWorks() throws IOException {
    try (RawRedis redis = connect();
        RawRedis next = connect()) {
      redis.call("PING");
      next.call("PING");
      assertThat(proxy.reset()).isEqualTo(2);

      assertThatThrownBy(redis::value)
          .isInstanceOf(SocketException.class)
          .hasMessageContaining("reset");
    }
    try (RawRedis redis = connect()) {
      assertThat(redis.call("PING")).isEqualTo("+PONG\r\n");
    }
    assertThat(proxy.traffic().resets()).isEqualTo(2);
  }

  @Test
  void aCleanEndIsOne() throws IOException {
    try (RawRedis redis = connect()) {
      redis.call("PING");
      assertThat(proxy.hangUp()).isEqualTo(1);

      assertThat(redis.value()).isEmpty();
    }
  }

  @Test
  void whileItRefusesOldConnectionsWork() throws IOException {
    try (RawRedis old = connect()) {
      old.call("PING");
      proxy.refuse();

      assertThatThrownBy(this::connect).isInstanceOf(ConnectException.class);
      assertThat(old.call("PING")).isEqualTo("+PONG\r\n");
    }
    proxy.pass();
    try (RawRedis redis = connect()) {
      assertThat(redis.call("PING")).isEqualTo("+PONG\r\n");
    }
  }

  @Test
  void aBlackHoleSaysNothingAndWhatWasSentIntoItArrivesLater() throws IOException {
    try (RawRedis redis = connect()) {
      redis.call("PING");
      proxy.blackHole();
      redis.send("INCR", "late");
      assertThat(redis.isSilentFor(300)).isTrue();
      assertThat(REDIS.cli("EXISTS", "late")).isEqualTo("0");
      try (RawRedis fresh = connect()) {
        fresh.send("INCR", "late");
        assertThat(fresh.isSilentFor(100)).isTrue();
      }
      proxy.pass();

      assertThat(redis.value()).startsWith(":");
      Awaitility.await().until(() -> REDIS.cli("GET", "late").equals("2"));
    }
  }

  @Test
  void aBlackHoleInOneDirectionKeepsOnlyTheAnswers() throws IOException {
    try (RawRedis redis = connect()) {
      redis.call("PING");
      proxy.block(Way.TO_CLIENT);
      redis.send("SET", "done", "1");

      Awaitility.await().until(() -> REDIS.cli("EXISTS", "done").equals("1"));
      assertThat(redis.isSilentFor(200)).isTrue();
      proxy.pass();
      assertThat(redis.value()).isEqualTo("+OK\r\n");
    }
  }

  /** The ends of both sides stay hidden too. */
  @Test
  void aClientInABlackHoleDoesNotSeeThatRedisHasGone() throws IOException {
    try (RawRedis redis = connect()) {
      redis.call("PING");
      proxy.blackHole();
      REDIS.kill();
      assertThat(redis.isSilentFor(300)).isTrue();
      proxy.pass();

      assertThatThrownBy(
              () -> {
                if (redis.value().isEmpty()) {
                  throw new SocketException("ended");
                }
              })
          .isInstanceOf(SocketException.class);
      REDIS.restart();
    }
  }

  @Test
  void aServerThatIsAwayIsSeenAsAReset() throws IOException {
    REDIS.kill();
    assertThatThrownBy(
            () -> {
              try (RawRedis redis = connect()) {
                redis.call("PING");
              }
            })
        .isInstanceOf(SocketException.class);
    REDIS.restart();
  }

  @Test
  void aDelayIsALatencyForAllAndNotForEach() throws IOException {
    try (RawRedis redis = connect()) {
      redis.call("PING");
      for (Way way : Way.values()) {
        proxy.pass();
        proxy.delay(way, Duration.ofMillis(200));
        long from = System.nanoTime();
        for (int i = 0; i < 50; i++) {
          redis.send("PING");
        }
        for (int i = 0; i < 50; i++) {
          redis.value();
        }
        assertThat(Duration.ofNanos(System.nanoTime() - from))
            .isBetween(Duration.ofMillis(200), Duration.ofMillis(1500));
      }
    }
  }

  @Test
  void slicesAndBandwidthAreKept() throws IOException {
    try (RawRedis redis = connect()) {
      redis.call("SET", "k", "0123456789");
      proxy.slice(1);
      proxy.bandwidth(Way.TO_CLIENT, 50);
      long from = System.nanoTime();
      redis.send("GET", "k");
      int reads = 0;
      for (int left = 17; left > 0; reads++) {
        left -= redis.readSome();
      }

      assertThat(Duration.ofNanos(System.nanoTime() - from)).isGreaterThan(Duration.ofMillis(300));
      assertThat(reads).isGreaterThan(10);
    }
  }

  // --- faults that are aimed

  @Test
  void aLostRequestNeverReachesRedis() throws IOException {
    Aim aim = proxy.aim(named("INCR"), Effect.LOSE_REQUEST, 1);
    try (RawRedis redis = connect()) {
      assertThatThrownBy(() -> redis.call("INCR", "n")).isInstanceOf(SocketException.class);
    }
    aim.awaitDone(Duration.ofSeconds(5));
    assertThat(REDIS.cli("EXISTS", "n")).isEqualTo("0");
    assertThat(proxy.traffic().lostRequests()).isEqualTo(1);
  }

  @Test
  void aLostReplyIsOfACommandThatWasDone() throws IOException {
    for (Effect effect : List.of(Effect.RESET_BEFORE_REPLY, Effect.CLOSE_BEFORE_REPLY)) {
      Aim aim = proxy.aim(named("INCR"), effect, 1);
      try (RawRedis redis = connect()) {
        redis.call("PING");
        if (effect == Effect.RESET_BEFORE_REPLY) {
          assertThatThrownBy(() -> redis.call("INCR", "n")).hasMessageContaining("reset");
        } else {
          assertThat(redis.call("INCR", "n")).isEmpty();
        }
      }
      assertThat(aim.isDone()).isTrue();
      try (RawRedis redis = connect()) {
        assertThat(redis.call("GET", "n")).isEqualTo("$1\r\n" + done(effect) + "\r\n");
      }
    }
  }

  private static int done(Effect effect) {
    return effect == Effect.RESET_BEFORE_REPLY ? 1 : 2;
  }

  @Test
  void aSilencedConnectionStaysOpenAndTakesCommands() throws IOException {
    proxy.aim(named("INCR"), Effect.SILENCE, 1);
    try (RawRedis redis = connect()) {
      redis.send("INCR", "n").send("INCR", "n");

      assertThat(redis.isSilentFor(200)).isTrue();
      Awaitility.await().until(() -> REDIS.cli("GET", "n").equals("2"));
      try (RawRedis other = connect()) {
        assertThat(other.call("INCR", "n")).isEqualTo(":3\r\n");
      }
    }
  }

  @Test
  void onlyTheReplyThatWasAimedAtIsLate() throws IOException {
    proxy.delayReplies(named("INCR"), Duration.ofMillis(300), 1);
    try (RawRedis redis = connect()) {
      redis.call("PING");
      long from = System.nanoTime();
      assertThat(redis.call("INCR", "n")).isEqualTo(":1\r\n");
      assertThat(Duration.ofNanos(System.nanoTime() - from)).isGreaterThan(Duration.ofMillis(290));
      from = System.nanoTime();
      assertThat(redis.call("INCR", "n")).isEqualTo(":2\r\n");
      assertThat(Duration.ofNanos(System.nanoTime() - from)).isLessThan(Duration.ofMillis(290));
    }
  }

  @Test
  void aCommandThatRedisRefusesIsNotTheOneThatWasMeant() throws IOException {
    REDIS.cli("SET", "text", "x");
    Aim aim = proxy.aim(named("INCR"), Effect.CLOSE_BEFORE_REPLY, 1);
    try (RawRedis redis = connect()) {
      assertThat(redis.call("INCR", "text")).startsWith("-");
      assertThat(aim.hits()).isZero();
      assertThat(redis.call("INCR", "n")).isEmpty();
    }
    assertThat(aim.hits()).isEqualTo(1);
  }

  // --- its end

  @Test
  void afterItsEndNoThreadAndNoSocketIsLeft() throws IOException {
    long sockets = sockets();
    RespProxy other = RespProxy.to(REDIS.port());
    RawRedis[] clients = {new RawRedis(other.port()), new RawRedis(other.port())};
    clients[0].call("PING");
    clients[1].send("BLPOP", "nothing", "0");
    other.blackHole();
    other.refuse();
    other.close();
    for (RawRedis client : clients) {
      client.close();
    }

    assertThat(Thread.getAllStackTraces().keySet())
        .noneMatch(thread -> thread.getName().equals("resp-proxy-" + other.port()));
    Awaitility.await().untilAsserted(() -> assertThat(sockets()).isLessThanOrEqualTo(sockets));
    assertThatThrownBy(() -> new RawRedis(other.port())).isInstanceOf(ConnectException.class);
  }

  private static long sockets() throws IOException {
    try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
      return all.filter(RespProxyTest::isSocket).count();
    }
  }

  private static boolean isSocket(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString().startsWith("socket:");
    } catch (IOException e) {
      return false; // the one that lists
    }
  }
}
