package io.distcomp.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.redis.client.impl.types.ErrorType;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One item that Redis cannot work with does not hold up the others. */
class HalvingTest {

  private final ErrorType wrongType =
      ErrorType.create("WRONGTYPE Operation against a key holding the wrong kind of value");

  private final List<List<Integer>> calls = new ArrayList<>();

  private Future<List<String>> run(int n, List<Integer> culprits, Throwable error) {
    Halving<Integer, String> halving =
        new Halving<>(
            items -> {
              calls.add(List.copyOf(items));
              return items.stream().anyMatch(culprits::contains)
                  ? Future.failedFuture(error)
                  : Future.succeededFuture(items.stream().map(i -> "ok" + i).toList());
            },
            "refused");
    return halving.run(IntStream.range(0, n).boxed().toList());
  }

  @Test
  void aGoodBatchIsOneCall() {
    assertThat(run(200, List.of(), wrongType).result()).hasSize(200).doesNotContain("refused");
    assertThat(calls).hasSize(1);
  }

  @Test
  void theCulpritStandsAloneAndTheOrderIsKept() {
    for (int culprit = 0; culprit < 7; culprit++) {
      List<String> answers = run(7, List.of(culprit), wrongType).result();

      assertThat(answers).hasSize(7);
      for (int i = 0; i < 7; i++) {
        assertThat(answers.get(i)).isEqualTo(i == culprit ? "refused" : "ok" + i);
      }
    }
  }

  @Test
  void oneAmongTwoHundredCostsFewCalls() {
    assertThat(run(200, List.of(117), wrongType).result()).containsOnlyOnce("refused");
    assertThat(calls).hasSizeLessThan(20);
  }

  @Test
  void aSingleCulpritIsRefused() {
    assertThat(run(1, List.of(0), wrongType).result()).containsExactly("refused");
  }

  @Test
  void whenNoneIsGoodTheQueueIsTheTrouble() {
    assertThat(run(4, List.of(0, 1, 2, 3), wrongType).cause()).isSameAs(wrongType);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "OOM command not allowed when used memory > 'maxmemory'.",
        "ERR Error running script: @user_script: 23: -OOM command not allowed: attempt to write",
        "MISCONF Redis is configured to save RDB snapshots",
        "READONLY You can't write against a read only replica.",
        "NOPERM this user has no permissions to run the 'evalsha' command",
        "CONNECTION_CLOSED"
      })
  void whatTheServerSaysToEverythingIsNoCulprit(String message) {
    Throwable error = ErrorType.create(message);

    assertThat(run(2, List.of(1), error).cause()).isSameAs(error);
    assertThat(calls).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ERR user_script:93: attempt to perform arithmetic on a nil value script: 1f",
        "ERR hash value is not an integer script: 1f, on @user_script:9.",
        "ERR Error running script (call to f_1f): @user_script:9: WRONGTYPE Operation against",
        "ERR increment or decrement would overflow"
      })
  void whatAScriptSaysOfDataIsACulprit(String message) {
    assertThat(run(2, List.of(1), ErrorType.create(message)).result())
        .containsExactly("ok0", "refused");
  }

  @Test
  void noAnswerIsNoCulprit() {
    Throwable silence = new java.util.concurrent.TimeoutException("Redis gave no answer");

    assertThat(run(2, List.of(1), silence).cause()).isSameAs(silence);
  }
}
