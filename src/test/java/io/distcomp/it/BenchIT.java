package io.distcomp.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.distcomp.testkit.NodeProcessHome;
import io.distcomp.testkit.NodeProcessHome.Ended;
import io.distcomp.testkit.RedisServer;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@code distcomp bench}: what it prints is complete, and nothing of it stays. */
class BenchIT {

  private static final String MARK = "of somebody else";

  @RegisterExtension static final RedisServer REDIS = RedisServer.create();

  private final NodeProcessHome home = NodeProcessHome.create();

  @AfterEach
  void remove() {
    home.close();
  }

  @Test
  void aUsersOwnRedisIsMeasuredAndLeftAsItWas() {
    REDIS.cli("SET", MARK, "1");
    home.write(
        "conf.json", "{\"redis_host\": \"127.0.0.1\", \"redis_port\": " + REDIS.port() + "}");

    Ended ended = bench("-conf", "conf.json", "--slots", "3");

    assertComplete(ended, "127.0.0.1:" + REDIS.port());
    assertThat(new JsonObject(ended.out()).getInteger("slots")).isEqualTo(3);
    assertThat(REDIS.cli("KEYS", "*")).isEqualToIgnoringNewLines(MARK);
  }

  @Test
  void withoutOneItStartsItsOwnAndEndsIt() {
    Ended ended = bench();

    assertComplete(ended, "127.0.0.1:");
    assertThat(ProcessHandle.allProcesses().flatMap(p -> p.info().commandLine().stream()))
        .as("processes in %s", home.directory())
        .noneMatch(line -> line.contains(home.directory().toString()));
  }

  private Ended bench(String... words) {
    List<String> all = new ArrayList<>(List.of("bench", "--tasks", "200"));
    all.addAll(List.of("--rounds", "1", "-o", "json"));
    all.addAll(List.of(words));
    return home.run(all);
  }

  private static void assertComplete(Ended ended, String redis) {
    assertThat(ended.exitCode()).as("%s", ended).isZero();
    JsonObject figures = new JsonObject(ended.out());
    assertThat(figures.getString("redis")).contains(redis);
    for (String name :
        List.of(
            "redis_round_trip_ms", "processes_s", "tasks_s", "single_p50_ms", "single_p99_ms")) {
      assertThat(figures.getDouble(name)).as(name).isPositive();
    }
    assertThat(figures.getDouble("single_p99_ms"))
        .isGreaterThanOrEqualTo(figures.getDouble("single_p50_ms"));
  }
}
