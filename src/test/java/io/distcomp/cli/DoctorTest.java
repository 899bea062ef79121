package io.distcomp.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.distcomp.config.Config;
import io.distcomp.testkit.RedisServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** {@code doctor} at a desk, with a real Redis and no node. */
class DoctorTest {

  @RegisterExtension
  static final RedisServer REDIS =
      RedisServer.create().durability(RedisServer.Durability.EVERYSEC).password("letmein");

  @TempDir Path home;
  private Desk desk;

  @BeforeEach
  void sitDown() throws IOException {
    desk = new Desk(home);
    desk.configs = at(redis(REDIS.url(), "letmein"));
  }

  private Config.Redis redis(String url, String password) {
    return new Config.Redis(
        false, url, REDIS.port(), 0, null, password, null, "127.0.0.1", "everysec", "default");
  }

  private ConfigSource at(Config.Redis redis) {
    Config base = TestConfig.of("n1", home.resolve("data"), home);
    Config config =
        new Config(
            null,
            home,
            base.node(),
            redis,
            base.http(),
            base.cluster(),
            base.log(),
            base.hooks(),
            base.scaling(),
            List.of());
    return new ConfigSource() {
      @Override
      public Config read(Path file) {
        return config;
      }

      @Override
      public Config privateNode(String name, Path dataDirectory, Path directory) {
        return config;
      }

      @Override
      public Description describe(Path file) {
        return new Description("", List.of());
      }
    };
  }

  private JsonObject answer() {
    return new JsonObject(desk.out());
  }

  private static JsonObject check(JsonObject answer, String name) {
    JsonArray checks = answer.getJsonArray("checks");
    return checks.stream()
        .map(JsonObject.class::cast)
        .filter(check -> check.getString("check").equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no check " + name + " in " + checks));
  }

  @Test
  void aGoodPlaceIsFineWithoutAnyNode() {
    assertThat(desk.run("doctor", "-o", "json")).as(desk.out() + desk.err()).isZero();

    JsonObject answer = answer();
    for (String name :
        List.of("java", "redis", "redis version", "append-only", "eviction", "queue", "schema")) {
      assertThat(check(answer, name).getString("verdict")).as(name).isEqualTo("ok");
    }
    assertThat(check(answer, "live nodes").getString("verdict")).isEqualTo("warning");
  }

  @Test
  void damageIsAFaultUntilItIsFixed() {
    REDIS.cli("HSET", "dc:{default}:names", "gho\u001b[31mst", "77");

    assertThat(desk.run("doctor")).isEqualTo(ExitCode.TASKS_FAILED);
    assertThat(desk.out())
        .contains("gho\\x1b[31mst", "names a job that is gone", "with --fix")
        .doesNotContain("\u001b");
    assertThat(REDIS.cli("HLEN", "dc:{default}:names")).isEqualTo("1");

    desk.out.reset();
    assertThat(desk.run("doctor", "--fix", "-o", "json")).isZero();
    JsonArray findings = answer().getJsonObject("fsck").getJsonArray("findings");
    assertThat(findings.getJsonObject(0).getBoolean("mended")).isTrue();

    desk.out.reset();
    assertThat(desk.run("doctor", "-o", "quiet")).isZero();
    assertThat(desk.out()).isEmpty();
  }

  @Test
  void aRedisThatMayEvictOrIsOfANewerSchemaIsAFault() {
    REDIS.cli("CONFIG", "SET", "maxmemory", "100mb");
    REDIS.cli("CONFIG", "SET", "maxmemory-policy", "allkeys-lru");
    REDIS.cli("HSET", "dc:{default}:meta", "schema", "99");
    try {
      assertThat(desk.run("doctor", "-o", "quiet")).isEqualTo(ExitCode.TASKS_FAILED);
      assertThat(desk.out().lines()).containsExactly("schema", "eviction");
    } finally {
      REDIS.cli("CONFIG", "SET", "maxmemory", "0");
      REDIS.cli("CONFIG", "SET", "maxmemory-policy", "noeviction");
    }
  }

  @Test
  void aRedisThatIsNotThereOrRefusesIsSaid() {
    desk.configs = at(redis("redis://127.0.0.1:1", "letmein"));
    assertThat(desk.run("doctor", "-o", "quiet")).isEqualTo(ExitCode.UNAVAILABLE);
    assertThat(desk.out().strip()).isEqualTo("redis");

    desk.out.reset();
    desk.configs = at(redis(REDIS.url(), "wrong"));
    assertThat(desk.run("doctor")).isEqualTo(ExitCode.UNAVAILABLE);
  }

  @Test
  void anEmbeddedRedisThatDoesNotRunIsSaid() {
    desk.configs = at(TestConfig.of("n1", home.resolve("data"), home).redis());

    assertThat(desk.run("doctor")).isEqualTo(ExitCode.UNAVAILABLE);
    assertThat(desk.out()).contains("no node of this data_dir does");
    assertThat(home.resolve("data")).as("a look makes nothing").doesNotExist();
  }

  @Test
  void aBadConfFileIsSaidAndTheMachineIsExaminedAllTheSame() throws IOException {
    desk.configs = new Desk(home).configs;

    assertThat(desk.run("doctor")).isEqualTo(ExitCode.BAD_CONFIG);
    assertThat(desk.out()).contains("unknown key", "not a number", "open files");
  }

  @Test
  void aTokenThatOthersReadIsAFault() throws IOException {
    Files.createDirectories(home.resolve("data"));
    Files.writeString(home.resolve("data/token"), "x");
    Files.setPosixFilePermissions(
        home.resolve("data/token"),
        java.nio.file.attribute.PosixFilePermissions.fromString("rw-r--r--"));
    Files.setPosixFilePermissions(
        home.resolve("data"), java.nio.file.attribute.PosixFilePermissions.fromString("rwx------"));

    assertThat(desk.run("doctor", "-o", "quiet")).isEqualTo(ExitCode.TASKS_FAILED);
    assertThat(desk.out().strip()).isEqualTo("token file");
  }

  @Test
  void migrateSaysWhetherTheQueueHasTheFormOfThisVersion() {
    assertThat(desk.run("migrate")).as(desk.err()).isZero();
    assertThat(desk.err()).contains("'default' is new: nothing to do");
    REDIS.cli("HSET", "dc:{default}:meta", "schema", "1");
    assertThat(desk.run("migrate")).isZero();
    assertThat(desk.err()).contains("has the schema 1: nothing to do");
    REDIS.cli("HSET", "dc:{default}:meta", "schema", "2");
    assertThat(desk.run("migrate")).isEqualTo(ExitCode.BAD_CONFIG);
    assertThat(desk.err()).contains("schema 2", "use the newer one");
    desk.configs = at(redis("redis://127.0.0.1:1", "letmein"));
    assertThat(desk.run("migrate")).isEqualTo(ExitCode.UNAVAILABLE);
  }
}
