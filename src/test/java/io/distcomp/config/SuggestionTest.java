package io.distcomp.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.distcomp.task.EditDistance;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which key a slip of the pen leads to. */
class SuggestionTest {

  @ParameterizedTest
  @CsvSource({
    "redis_prot, redis_port",
    "redis_password, redis_pass",
    "http.host, http_host",
    "httpPort, http_port",
    "HTTP-PORT, http_port",
    "max_tasks_per_worker, max_task_per_worker",
    "tag, tags",
    "lease_sec, lease_seconds",
    "reslut_dir, result_dir",
    "log-levle, log_level",
    "' queue', queue",
    "min_dram_gb_accept_new_tasks, min_dram_gb_accept_new_task"
  })
  void aSlipLeadsToTheKeyThatWasMeant(String slip, String meant) {
    assertThat(Suggestion.of(slip, Keys.names())).hasValue(meant);
  }

  @ParameterizedTest
  @CsvSource({"''", "colour", "port", "redis", "x", "_", "http_", "$$$"})
  void nothingIsSuggestedForAWordThatIsFarFromEveryKey(String word) {
    assertThat(Suggestion.of(word, Keys.names())).isEmpty();
  }

  @Test
  void anEndlessNameIsNotCompared() {
    assertThat(Suggestion.of("q".repeat(100_000), Keys.names())).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "'', '', 0",
    "'', abc, 3",
    "abc, abc, 0",
    "abc, acb, 1",
    "abc, abd, 1",
    "abc, ab, 1",
    "abc, xabc, 1",
    "kitten, sitting, 3",
    "ab, ba, 1",
    "abcd, badc, 2"
  })
  void distanceCountsChangesAndSwaps(String a, String b, int distance) {
    assertThat(EditDistance.withSwaps(a, b)).isEqualTo(distance);
    assertThat(EditDistance.withSwaps(b, a)).isEqualTo(distance);
  }
}
