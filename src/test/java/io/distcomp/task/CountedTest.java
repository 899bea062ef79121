package io.distcomp.task;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CountedTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0     | 0     | 0 tasks     | 0 tasks wait",
        "1     | 1     | 1 task      | 1 task waits",
        "2     | 2     | 2 tasks     | 2 tasks wait",
        "4980  | 4,980 | 4,980 tasks | 4,980 tasks wait",
      })
  void nounAndVerbFollowTheNumber(long number, String alone, String noun, String verb) {
    assertThat(Counted.of(number)).isEqualTo(alone);
    assertThat(Counted.of(number, "task")).isEqualTo(noun);
    assertThat(Counted.of(number, "process"))
        .startsWith(alone)
        .endsWith(number == 1 ? " process" : " processes");
    assertThat(Counted.of(number, "task", "waits", "wait")).isEqualTo(verb);
  }
}
