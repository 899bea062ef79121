package io.distcomp.queue;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.distcomp.queue.RedisTrouble.Kind;
import io.distcomp.task.JobRequest;
import io.distcomp.task.RetryPolicy;
import io.distcomp.testkit.RedisServer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.impl.types.ErrorType;
import java.net.ConnectException;
import java.time.Clock;
import java.util.Random;
import java.util.concurrent.TimeoutException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a Redis that says no is told to be, in words for people. */
class RedisRefusalTest {

  @RegisterExtension static final RedisServer REDIS = RedisServer.create();

  private final Vertx vertx = Vertx.vertx();
  private RedisTaskQueue queue;

  @BeforeEach
  void connect() {
    queue = queue(RedisAddress.of(REDIS.url(), "test"));
  }

  @AfterEach
  void disconnect() throws Exception {
    REDIS.cli("CONFIG", "SET", "maxmemory", "0");
    REDIS.cli("CONFIG", "SET", "replica-serve-stale-data", "yes");
    REDIS.cli("REPLICAOF", "NO", "ONE");
    queue.close();
    vertx.close().await(10, SECONDS);
  }

  private RedisTaskQueue queue(RedisAddress address) {
    return new RedisTaskQueue(
        vertx, address, new RetryPolicy(3, false, 3), Clock.systemUTC(), new Random(1));
  }

  private RedisTrouble trouble() {
    Future<?> open = queue.open(JobRequest.named("job"));
    Awaitility.await().until(open::isComplete);
    assertThat(open.failed()).isTrue();
    return RedisTrouble.of(open.cause());
  }

  @Test
  void memoryThatIsFull() {
    REDIS.cli("CONFIG", "SET", "maxmemory", "1");

    assertThat(trouble().kind()).isEqualTo(Kind.MEMORY_FULL);
    assertThat(trouble().advice()).contains("maxmemory");
    assertThat(trouble().isAway()).isFalse();
  }

  @Test
  void aReplica() {
    REDIS.cli("REPLICAOF", "127.0.0.1", "1");

    assertThat(trouble().kind()).isEqualTo(Kind.READ_ONLY);
  }

  @Test
  void aReplicaWithoutItsMaster() {
    REDIS.cli("REPLICAOF", "127.0.0.1", "1");
    REDIS.cli("CONFIG", "SET", "replica-serve-stale-data", "no");

    assertThat(trouble().kind()).isEqualTo(Kind.NO_MASTER);
  }

  @Test
  void aUserWithoutTheRights() {
    REDIS.cli("ACL", "SETUSER", "reader", "on", ">secret", "~*", "&*", "+@all", "-@write");
    queue.close();
    queue = queue(new RedisAddress(REDIS.urlOf("reader"), "reader", "secret", 0, null, "test"));

    assertThat(trouble().kind()).isEqualTo(Kind.NO_RIGHTS);
    assertThat(trouble().advice()).contains("ACL SETUSER");
  }

  @Test
  void aPasswordThatIsWrong() {
    queue.close();
    queue = queue(new RedisAddress(REDIS.urlOf("nobody"), "nobody", "wrong", 0, null, "test"));

    assertThat(trouble().kind()).isEqualTo(Kind.WRONG_PASSWORD);
  }

  @Test
  void aKeyOfAnotherType() {
    REDIS.cli("SET", "dc:{test}:jobs", "text");

    RedisTrouble trouble = trouble();
    assertThat(trouble.kind()).isEqualTo(Kind.WRONG_TYPE);
    assertThat(trouble.code()).isEqualTo("E_REDIS_TYPE");
    assertThat(trouble.advice()).contains("distcomp doctor");
    assertThat(REDIS.cli("EXISTS", "dc:{test}:names")).isEqualTo("0");
  }

  @Test
  void aServerThatIsNotThere() {
    REDIS.kill();

    assertThat(trouble().kind()).isEqualTo(Kind.AWAY);
    assertThat(trouble().isAway()).isTrue();
    REDIS.restart();
  }

  @ParameterizedTest
  @CsvSource({
    "MISCONF Redis is configured to save RDB snapshots,                       DISK_FULL",
    "LOADING Redis is loading the dataset in memory,                          LOADING",
    "NOAUTH Authentication required.,                                         NO_LOGIN",
    "CLUSTERDOWN The cluster is down,                                         CLUSTER_DOWN",
    "BUSY Redis is busy running a script.,                                    BUSY",
    "NOSCRIPT No matching script.,                                            NO_SCRIPT",
    "ERR Error running script (call to f_0): @user_script:9: -OOM command x,  MEMORY_FULL",
    "ERR Error running script: WRONGTYPE Operation against a key,             WRONG_TYPE",
    "ERR wrong number of arguments,                                           OTHER",
    "ERR DOOM LOADINGS,                                                       OTHER",
  })
  void everyWordOfRedisHasASentence(String reply, Kind kind) {
    RedisTrouble trouble = RedisTrouble.of(ErrorType.create(reply));

    assertThat(trouble.kind()).isEqualTo(kind);
    assertThat(trouble.sentence()).isNotBlank().doesNotEndWith(".".repeat(2));
    assertThat(trouble.advice()).isNotBlank();
  }

  @Test
  void whatStrangersWroteIsOneShortLine() {
    RedisTrouble trouble =
        RedisTrouble.of(ErrorType.create("ERR \u001b[31m\r\n" + "x".repeat(100_000)));

    assertThat(trouble.sentence()).hasSizeLessThan(400).doesNotContain("\u001b", "\n", "\r");
  }

  @Test
  void silenceAndARefusedConnectionAreAway() {
    assertThat(RedisTrouble.of(new TimeoutException("Redis gave no answer")).isAway()).isTrue();
    assertThat(RedisTrouble.of(ErrorType.create("CONNECTION_CLOSED")).isAway()).isTrue();
    assertThat(RedisTrouble.of(new ConnectException("refused")).sentence())
        .isEqualTo("Redis cannot be reached: refused");
    assertThat(RedisTrouble.of(new IllegalStateException()).sentence()).isNotBlank();
  }
}
