package io.distcomp.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is said of jobs that a node has taken, and of those that may start. */
class ReceiptTest extends DeskFixture {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "3 | 2 | 0 | 0 | 3 tasks accepted, 2 there already",
        "0 | 3 | 0 | 3 | 3 tasks run again",
        "1 | 9 | 2 | 3 | 1 task accepted, 3 run again, 2 updated, 4 there already",
        "0 | 1 | 1 | 0 | 1 task updated",
        "0 | 0 | 0 | 0 | 0 tasks accepted"
      })
  void theReceiptSaysWhatBecameOfEachTask(
      int accepted, int duplicates, int updated, int rerun, String words) throws IOException {
    Files.writeString(home.resolve("t.txt"), "shell:5:0:1:echo hi\n");
    node.on(
        "POST /jobs",
        201,
        "{\"job\":%s,\"accepted\":%d,\"duplicates\":%d,\"updated\":%d,\"rerun\":%d}"
            .formatted(FakeNode.job("running", 3, 0, 0), accepted, duplicates, updated, rerun));
    assertThat(desk.run("submit", "t.txt", "--rerun")).isZero();
    assertThat(desk.out()).isEqualTo("job 12 (tasks.txt): " + words + "\n");
  }

  @Test
  void aStartInTheFutureIsSaidAndOneInThePastToo() {
    String job = FakeNode.job("paused", 1, 0, 0);
    node.on("POST /jobs", 201, taken(waiting(job, "null", "\"2126-11-30T00:30:00.000Z\"")));
    assertThat(desk.run("submit", "--at", "2126-11-30 00:30", "--", "echo")).isZero();
    node.on("POST /jobs", 201, taken(waiting(job, "11", "\"2126-11-30T00:30:05.000Z\"")));
    assertThat(desk.run("submit", "--after", "11", "--delay", "90", "--", "echo")).isZero();
    node.on("POST /jobs", 201, taken(waiting(job, "11", "null")));
    assertThat(desk.run("submit", "--after", "11", "--", "echo")).isZero();
    node.on("POST /jobs", 201, taken(FakeNode.job("running", 1, 0, 0)));
    assertThat(desk.run("submit", "--at", "2020-01-01", "--", "echo")).isZero();
    assertThat(desk.out())
        .isEqualTo(
            """
            job 12 (tasks.txt): 1 task accepted, starts 2126-11-30 00:30
            job 12 (tasks.txt): 1 task accepted, starts 2126-11-30 00:30:05, after job 11
            job 12 (tasks.txt): 1 task accepted, starts after job 11
            job 12 (tasks.txt): 1 task accepted, starts now, the time has passed
            """);
  }

  @Test
  void aResumedJobThatSomethingElseHoldsSaysWhat() {
    String held = FakeNode.job("paused", 1, 0, 0);
    node.on("GET /jobs/12", 200, held)
        .on("POST /jobs/12/resume", 200, waiting(held, "11", "\"2126-11-30T00:30:00.000Z\""));
    assertThat(desk.run("resume", "12")).isZero();
    node.on("POST /jobs/12/resume", 200, held);
    assertThat(desk.run("resume", "12")).isZero();
    assertThat(desk.out())
        .isEqualTo(
            """
            job 12 (tasks.txt): no longer paused, starts 2126-11-30 00:30, after job 11
            job 12 (tasks.txt): still held; to see why: distcomp explain 12
            """);
  }

  @ParameterizedTest
  @ValueSource(strings = {"pause", "resume"})
  void aJobThatHasEndedIsLeftAlone(String verb) {
    node.on("GET /jobs/12", 200, FakeNode.job("failed", 0, 3, 1));
    assertThat(desk.run(verb, "12")).isZero();
    assertThat(desk.out()).isEqualTo("job 12 (tasks.txt): has ended (failed), nothing was done\n");
    assertThat(node.seen).extracting(FakeNode.Seen::line).containsExactly("GET /api/v1/jobs/12");
  }

  private static String waiting(String job, String after, String start) {
    return job.replace(
        "\"limit\"", "\"after\":" + after + ",\"not_before\":" + start + ",\"limit\"");
  }

  private static String taken(String job) {
    return "{\"job\":" + job + ",\"accepted\":1,\"duplicates\":0,\"rejected\":[]}";
  }
}
