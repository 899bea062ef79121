package io.distcomp.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Verbs for several things at once, and for none. */
class SeveralThingsTest extends DeskFixture {

  @ParameterizedTest
  @ValueSource(strings = {"cancel", "retry", "wait", "pause", "resume", "remove"})
  void allOfNothingIsNoJobs(String verb) {
    node.on("GET /jobs", 200, "{\"jobs\":[],\"next_cursor\":null}");
    assertThat(desk.run(verb, "all")).isZero();
    assertThat(desk.out()).isEqualTo("no jobs\n");
    assertThat(desk.run(verb, "all", "-o", "quiet")).isZero();
    assertThat(desk.run(verb, "all", "-o", "json")).isZero();
    assertThat(desk.out()).isEqualTo("no jobs\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"drain a2 a3", "cancel 12 13", "retry 12.5-6", "wait 12 13"})
  void theAnswersForSeveralThingsAreOneArray(String words) {
    answers();
    assertThat(desk.run((words + " -o json").split(" "))).isZero();
    assertThat(new JsonArray(desk.out())).hasSize(2);
  }

  @Test
  void theAnswerForOneThingIsThatOfTheApiAndWhatWasDoneBeforeAnErrorIsSaid() {
    answers();
    assertThat(desk.run("drain", "a2", "-o", "json")).isZero();
    assertThat(new JsonObject(desk.out()).getInteger("n")).isEqualTo(2);
    desk.out.reset();
    assertThat(desk.run("drain", "a2", "a3", "a9", "-o", "json")).isEqualTo(ExitCode.USAGE);
    assertThat(new JsonArray(desk.out())).hasSize(2);
  }

  @Test
  void ofNothingThatIsLeftNoTimeIsLeft() {
    String counts = "{\"counts\":{\"todo\":%d,\"finished\":9},\"eta_s\":%d}";
    node.on("GET /status", 200, counts.formatted(0, 0));
    assertThat(desk.run("status")).isZero();
    assertThat(desk.out()).contains("0/s finished, 0/s failed\n").doesNotContain("left");
    node.on("GET /status", 200, counts.formatted(3, 90));
    assertThat(desk.run("status")).isZero();
    assertThat(desk.out()).contains(", 1 min 30 s left\n");
  }

  private void answers() {
    node.on("POST /nodes/a2/drain", 200, "{\"n\":2}")
        .on("POST /nodes/a3/drain", 200, "{\"n\":3}")
        .on("POST /jobs/12/cancel", 200, "{\"count\":1}")
        .on("POST /jobs/13/cancel", 200, "{\"count\":2}")
        .on("POST /tasks/12.5/retry", 200, "{\"count\":1}")
        .on("POST /tasks/12.6/retry", 200, "{\"count\":0}")
        .on("GET /jobs/12", 200, FakeNode.job("finished", 0, 3, 0))
        .on("GET /jobs/13", 200, FakeNode.job("finished", 0, 3, 0));
  }
}
