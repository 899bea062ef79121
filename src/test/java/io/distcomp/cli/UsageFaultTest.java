package io.distcomp.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said of a command line with a mistake: the reason, and only what this verb takes. */
class UsageFaultTest extends DeskFixture {

  private static final String NO_NUMBER = " is not a whole number above zero; expected ";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "cancel 1.5-2  | the range '1.5-2' ends before it begins; expected last, all, a job (3),"
            + " a task (3.17) or a range (3.5-9)",
        "wait 12 foo   | job id 'foo'" + NO_NUMBER + "last, all or a job (3)",
        "retry 0       | job id '0'"
            + NO_NUMBER
            + "last, all, a job (3), a task (3.17) or a range (3.5-9)",
        "pause lst     | job id 'lst'" + NO_NUMBER + "last, all or a job (3)",
        "job foo       | job id 'foo'" + NO_NUMBER + "last or a job (3)",
        "job 12 13     | unexpected word '13'",
        "task last.1   | job id 'last'" + NO_NUMBER + "a task (3.17)",
        "log last.1    | job id 'last'"
            + NO_NUMBER
            + "a task (3.17), a range (3.5-9), or a job that has one task (3, last)",
        "drain a/b     | 'a/b' is no name of a node; 'distcomp nodes' lists them",
        "submit f --after x | --after: job id 'x'" + NO_NUMBER + "last or a job (3)",
        "jobs -o jsn   | --output: 'jsn' is none of table, json, quiet; did you mean json?",
        "jobs -n many  | --limit: 'many' is not a whole number",
        "export -o xml | --format: 'xml' is none of csv, jsonl, joblog",
        "submit f --format ndjsn | --format: 'ndjsn' is none of auto, lines, plain, json, ndjson;"
            + " did you mean ndjson?",
        "completion bsh | 'bsh' is none of bash, zsh, fish; did you mean bash?",
        "set 12 --limit few | --limit: 'few' is neither a number nor none",
        "tasks --state fialed | --state: 'fialed' is none of todo, waiting, in_progress, finished,"
            + " failed, cancelled; did you mean failed?",
        "tasks --outcome timedout | --outcome: 'timedout' is none of succeeded, failed, timed_out,"
            + " out_of_memory, returned, lost, cancelled, invalid; did you mean timed_out?",
      })
  void aMistakeIsToldByItsReason(String words, String message) {
    assertThat(desk.run(words.split(" "))).isEqualTo(ExitCode.USAGE);
    assertThat(desk.err().lines().findFirst()).contains("distcomp: error: " + message);
    assertThat(node.seen).isEmpty();
  }
}
