package io.distcomp.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which exit code says what: 65 is for task files alone. */
class ExitCodesTest extends DeskFixture {

  private static final String ERROR =
      "{\"error\":{\"code\":\"%s\",\"message\":\"%s\",\"path\":null,\"hint\":null}}";
  private static final String NO_TASKS = "{\"tasks\":[],\"next_cursor\":null}";

  @ParameterizedTest
  @CsvSource({"E_AFTER, job 999 does not exist, 2", "E_EMPTY, there is no task in it, 65"})
  void aSubmissionIsRefusedForItsFileOrForWhatWasSaidBesides(
      String code, String message, int expected) throws IOException {
    Files.writeString(home.resolve("f"), "\n");
    node.on("POST /jobs", 422, ERROR.formatted(code, message));
    assertThat(desk.run("submit", "f", "--after", "999")).isEqualTo(expected);
    assertThat(desk.err()).isEqualTo("distcomp: error: " + message + "\n");
  }

  @ParameterizedTest
  @CsvSource({
    "set 12 --limit 0, --limit 0 is below 1",
    "set 12 --max-fails -1, --max-fails -1 is below 1",
    "set 12 --priority 99999, --priority 99999 is not in 0..9999",
    "set 12 --priority 9, the node says no",
  })
  void aSettingThatCannotBeIsNoBadFile(String words, String message) {
    node.on("PATCH /jobs/12", 422, ERROR.formatted("E_RANGE", "the node says no"));
    assertThat(desk.run(words.split(" "))).isEqualTo(ExitCode.USAGE);
    assertThat(desk.err()).isEqualTo("distcomp: error: " + message + "\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tasks 99",
        "tasks 99 -o json",
        "export 99",
        "explain 99",
        "job 99",
        "retry 99 --exit-code 3"
      })
  void aJobThatDoesNotExistIsAnError(String words) {
    node.on("GET /tasks", 200, NO_TASKS)
        .on("GET /tasks/count", 200, "{\"count\":0,\"next_cursor\":null}")
        .on("GET /jobs/99", 404, ERROR.formatted("E_NOT_FOUND", "job 99 does not exist"));
    assertThat(desk.run(words.split(" "))).isEqualTo(ExitCode.USAGE);
    assertThat(desk.err()).isEqualTo("distcomp: error: job 99 does not exist\n");
    assertThat(desk.out()).isEmpty();
  }

  @Test
  void aJobInWhichNoTaskIsAsWantedIsNone() {
    node.on("GET /tasks", 200, NO_TASKS).on("GET /jobs/12", 200, FakeNode.job("finished", 0, 3, 0));
    assertThat(desk.run("tasks", "12", "--state", "failed")).isZero();
    assertThat(desk.err()).isEqualTo("distcomp: no such tasks\n");
    assertThat(desk.run("explain", "12")).isEqualTo(ExitCode.USAGE);
    assertThat(desk.err()).contains("every task of job 12 has started or ended");
  }
}
