package io.distcomp.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.distcomp.queue.Insight.ClassNeed;
import io.distcomp.queue.Insight.Shape;
import io.distcomp.task.NodeMeasures;
import io.distcomp.task.Outcome;
import io.distcomp.task.Resources;
import io.micrometer.core.instrument.MultiGauge;
import io.vertx.core.http.HttpMethod;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code /metrics} says of what was heard, and to whom. */
class MetricsTest {

  private static final Shape SHAPE = new Shape(Resources.NONE, 1, 1, true);

  @TempDir Path folder;
  private TestApi api;

  @BeforeEach
  void open() {
    api = new TestApi(folder).start();
  }

  @AfterEach
  void close() {
    api.close();
  }

  @Test
  void withoutTheTokenThereAreNoFigures() {
    var answer = TestApi.await(api.anonymous(HttpMethod.GET, "/metrics").send());

    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(answer.bodyAsString()).doesNotContain("distcomp_slots");
  }

  @Test
  void theAnswerIsInTheTextFormatOfPrometheus() {
    var answer = api.get("/metrics");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.getHeader("Content-Type"))
        .isEqualTo("text/plain; version=0.0.4; charset=utf-8");
    assertThat(answer.bodyAsString()).contains("# TYPE distcomp_attempts_total counter");
  }

  @Test
  void whatIsHeardIsCounted() {
    api.metrics.claimed(Duration.ofMillis(3), 7);
    api.metrics.committed(Duration.ofMillis(30), 12);
    api.metrics.recorded(Outcome.Kind.SUCCEEDED);
    api.metrics.recorded(Outcome.Kind.SUCCEEDED);
    api.metrics.recorded(Outcome.Kind.TIMED_OUT);
    api.metrics.spawned(Duration.ofMillis(1));
    api.metrics.answered(Duration.ofMillis(1));
    api.metrics.unanswered();
    api.metrics.reconnecting();
    api.metrics.late("work", Duration.ofMillis(20));

    assertThat(lines())
        .contains(
            "distcomp_claim_tasks_bucket{le=\"5.0\"} 0",
            "distcomp_claim_tasks_bucket{le=\"10.0\"} 1",
            "distcomp_claim_tasks_sum 7.0",
            "distcomp_claim_seconds_bucket{le=\"0.0025\"} 0",
            "distcomp_claim_seconds_bucket{le=\"0.005\"} 1",
            "distcomp_commit_outcomes_sum 12.0",
            "distcomp_commit_seconds_count 1",
            "distcomp_attempts_total{outcome=\"succeeded\"} 2.0",
            "distcomp_attempts_total{outcome=\"timed_out\"} 1.0",
            "distcomp_attempts_total{outcome=\"lost\"} 0.0",
            "distcomp_spawn_seconds_count 1",
            "distcomp_redis_round_trip_seconds_count 1",
            "distcomp_redis_failures_total 1.0",
            "distcomp_redis_reconnects_total 1.0",
            "distcomp_loop_lag_seconds_bucket{loop=\"work\",le=\"0.025\"} 1");
  }

  @Test
  void theSizesOfTheNodeAreThoseOfNow() {
    api.metrics.node(
        () ->
            new NodeMeasures(
                4,
                3,
                Resources.of(8, 4),
                Resources.of(2, 1.5),
                1 << 20,
                Long.MAX_VALUE,
                9,
                5,
                77,
                2,
                88));

    assertThat(lines())
        .contains(
            "distcomp_slots 4.0",
            "distcomp_held_tasks 3.0",
            "distcomp_cpus_reserved 1.5",
            "distcomp_memory_reserved_bytes 2.147483648E9",
            "distcomp_memory_tasks_bytes 1048576.0",
            "distcomp_memory_available_bytes NaN",
            "distcomp_unrecorded_output_bytes 77.0",
            "distcomp_spool_outcomes 2.0",
            "distcomp_spool_bytes 88.0");
  }

  @Test
  void theStateIsThatOfTheHealthCheck() {
    for (Readiness state : Readiness.values()) {
      api.readiness.set(state);
      var health = TestApi.await(api.anonymous(HttpMethod.GET, "/health/ready").send());

      assertThat(health.bodyAsString().strip()).isEqualTo(state.word());
      assertThat(health.statusCode()).isEqualTo(state == Readiness.OK ? 200 : 503);
      assertThat(
              lines().stream()
                  .filter(l -> l.startsWith("distcomp_node_state") && l.endsWith(" 1.0")))
          .containsExactly("distcomp_node_state{state=\"" + state.word() + "\"} 1.0");
      assertThat(TestApi.await(api.anonymous(HttpMethod.GET, "/health/live").send()).statusCode())
          .isEqualTo(200);
    }
  }

  @Test
  void aQueueThatGivesNoAnswerLeavesNoOldFigures() {
    api.redis.set("away since noon");

    assertThat(lines())
        .contains("distcomp_redis_up 0.0")
        .noneMatch(line -> line.startsWith("distcomp_queue_tasks{"));
  }

  @Test
  void theClassesOfTheQueueAreBoundedAndNoTaskIsLeftOut() {
    List<ClassNeed> many =
        IntStream.rangeClosed(1, 500)
            .mapToObj(n -> new ClassNeed(new Resources(n, n), new TreeSet<>(), n, 0, SHAPE, null))
            .toList();

    MultiGauge.builder("ready")
        .register(api.metrics.registry())
        .register(QueueMetrics.rows(many, ClassNeed::todo));

    List<String> rows = lines().stream().filter(l -> l.startsWith("ready{")).toList();
    assertThat(rows).hasSize(QueueMetrics.MOST_CLASSES + 1);
    assertThat(rows.stream().mapToDouble(l -> Double.parseDouble(l.split("} ", -1)[1])).sum())
        .isEqualTo(500 * 501 / 2.0);
  }

  @Test
  void classesThatLookAlikeAreOneSeries() {
    List<ClassNeed> alike =
        List.of(
            new ClassNeed(new Resources(100, 1000), new TreeSet<>(), 3, 0, SHAPE, null),
            new ClassNeed(new Resources(200, 1000), new TreeSet<>(), 4, 0, SHAPE, null));

    MultiGauge.builder("alike")
        .register(api.metrics.registry())
        .register(QueueMetrics.rows(alike, ClassNeed::todo));

    assertThat(lines()).contains("alike{cpus=\"1\",memory_gb=\"0\",tags=\"\"} 7.0");
  }

  private List<String> lines() {
    return api.get("/metrics").bodyAsString().lines().toList();
  }
}
