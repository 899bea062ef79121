package io.distcomp.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.distcomp.task.Outcome;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The recount finds what it is there to find. */
class RecountTest extends QueueFixture {

  /** Tasks 1 finished, 2 failed for good, 3 in progress, 4 and 5 to do. */
  @BeforeEach
  void oneOfEach() {
    submit("job", shells(5));
    commit(claim(1).get(0), Outcome.exited(0));
    commit(claim(1).get(0), Outcome.timedOut("after 1 s"));
    claim(1);
  }

  private static List<String> faults() {
    try (Recount recount = new Recount(REDIS.host(), REDIS.port(), "test")) {
      return recount.faults();
    }
  }

  @Test
  void aSoundQueueHasNoFaults() {
    assertThat(faults()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "a lost task,           ZREM todo:1:0:0:: 5,          1.5 is in 'null'",
    "a task in two places,  ZADD later 1 1.5,             and in",
    "a task brought back,   ZADD todo:1:0:0:: 1 1,        1.1 is in",
    "a task of no record,   ZADD later 1 1.77,            is no task of it",
    "a job miscounted,      HINCRBY job:1 finished 1,     job 1 finished says 2",
    "all miscounted,        HINCRBY counts failed -1,     all failed says 0",
    "a class not ready,     ZREM ready 1:0:0::,           ready is",
    "a class at a false place, ZADD ready 1 1:0:0::,      ready is"
  })
  void whatIsBrokenIsSaid(String what, String command, String said) {
    String[] words = command.split(" ", -1);
    words[1] = "dc:{test}:" + words[1];
    REDIS.cli(words);

    assertThat(faults()).as(what).anyMatch(fault -> fault.contains(said));
  }
}
