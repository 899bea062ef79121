package io.distcomp.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code submit} says of what the node has taken. */
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
}
