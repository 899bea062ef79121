package io.distcomp.taskfile;

import static org.assertj.core.api.Assertions.assertThat;

import io.distcomp.task.Resources;
import io.distcomp.task.TaskSpec;
import io.distcomp.task.TaskType;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TaskLineTest {

  @Test
  void aLineIsReadFieldByField() {
    TaskSpec task = parsed("python:7:1.5:0.25:90:-c 'print(1)'");

    assertThat(task.type()).isEqualTo(TaskType.PYTHON);
    assertThat(task.priority()).isEqualTo(7);
    assertThat(task.needs()).isEqualTo(new Resources(3L << 29, 250));
    assertThat(task.timeout()).isEqualTo(Duration.ofSeconds(90));
    assertThat(task.command()).isEqualTo("-c 'print(1)'");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "shell:1:1:1:echo a:b:c          |     | echo a:b:c",
        "shell:5:8:2:300:echo hi         | 300 | echo hi",
        "shell:5:8:2:0:sleep 1:2         | 0   | sleep 1:2",
        "shell:5:8:2:300                 |     | 300",
        "shell:5:8:2:300:                |     | 300:",
        "shell:5:8:2:5m:echo             |     | 5m:echo",
        "shell:5:8:2:-1:echo             |     | -1:echo",
        "shell:5:8:2:: > file            |     | : > file",
        "shell:5:8:2:10:20:echo          | 10  | 20:echo",
        "shell:5:8:2:curl http://x:80/a  |     | curl http://x:80/a",
        "shell:5:8:2:PATH=a:b cmd        |     | PATH=a:b cmd",
        " shell : 5 : 8 : 2 :echo        |     | echo",
        "demo:0:0:0:x                    |     | x",
        "shell:9999:1048576:100000:x     |     | x",
        "shell:1:.5:1.:x                 |     | x",
        "shell:1:1:1:315360000:x         | 315360000 | x"
      })
  void theFifthFieldIsATimeoutOnlyBeforeACommand(String line, Long seconds, String command) {
    TaskSpec task = parsed(line);

    assertThat(task.command()).isEqualTo(command);
    assertThat(task.timeout()).isEqualTo(seconds == null ? null : Duration.ofSeconds(seconds));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "shell:4:2:2 | E_FIELDS line 3: expected type:priority:min_dram_gb:min_cpu:command, found 4"
            + " fields",
        "ls          | E_FIELDS line 3: expected type:priority:min_dram_gb:min_cpu:command, found 1"
            + " field",
        "shell:x:2:2:ls     | E_PRIORITY line 3: priority 'x' is not an integer in 0..9999",
        "shell:10000:2:2:ls | E_PRIORITY line 3: priority '10000' is not an integer in 0..9999",
        "shell:1.5:2:2:ls   | E_PRIORITY line 3: priority '1.5' is not an integer in 0..9999",
        "shell:-1:2:2:ls    | E_PRIORITY line 3: priority '-1' is not an integer in 0..9999",
        "shell::2:2:ls      | E_PRIORITY line 3: priority '' is not an integer in 0..9999",
        "shell:4:-1:2:ls    | E_DRAM line 3: min_dram_gb: -1 is not in 0..1048576",
        "shell:4:99999999999999999999:2:ls"
            + " | E_DRAM line 3: min_dram_gb: 99999999999999999999 is not in 0..1048576",
        "shell:4:1e3:2:ls   | E_DRAM line 3: min_dram_gb '1e3' is not a number in 0..1048576",
        "shell:4:nan:2:ls   | E_DRAM line 3: min_dram_gb 'nan' is not a number in 0..1048576",
        "shell:4:1.2.3:2:ls | E_DRAM line 3: min_dram_gb '1.2.3' is not a number in 0..1048576",
        "shell:4:.:2:ls     | E_DRAM line 3: min_dram_gb '.' is not a number in 0..1048576",
        "shell:4:2:100000.001:ls | E_CPU line 3: min_cpu: 100000.001 is not in 0..100000",
        "shell:4:2:all:ls   | E_CPU line 3: min_cpu 'all' is not a number in 0..100000",
        "shell:4:2:2:315360001:ls"
            + " | E_TIMEOUT line 3: timeout 315360001 is not in 0..315360000 seconds (ten years)",
        "perl:1:1:1:ls      | E_TYPE line 3: unknown type 'perl' (shell, python, demo)",
        "shel:1:1:1:ls"
            + " | E_TYPE line 3: unknown type 'shel' (shell, python, demo); did you mean shell?",
        "bash:1:1:1:ls"
            + " | E_TYPE line 3: unknown type 'bash' (shell, python, demo); did you mean shell?",
        "python3:1:1:1:ls"
            + " | E_TYPE line 3: unknown type 'python3' (shell, python, demo); did you mean python?",
        "shell:1:1:1:       | E_EMPTY_COMMAND line 3: the command is empty"
      })
  void aMistakeSaysWhatIsExpected(String line, String message) {
    TaskLine.Parsed parsed = TaskLine.parse(line, 3);

    assertThat(parsed.task()).isNull();
    assertThat(parsed.mistakes()).extracting(Mistake::toString).containsExactly(message);
  }

  @Test
  void allMistakesOfALineAreFound() {
    assertThat(TaskLine.parse("perl:x:y:z:99999999999999999999:ls", 1).mistakes())
        .extracting(Mistake::code)
        .containsExactly("E_TYPE", "E_PRIORITY", "E_DRAM", "E_CPU", "E_TIMEOUT");
  }

  @Test
  void aLongCommandIsRefusedAndTheReasonSaid() {
    String most = "shell:1:1:1:" + "x".repeat(65536);

    assertThat(parsed(most).command()).hasSize(65536);
    assertThat(TaskLine.parse("shell:1:1:1:" + "x".repeat(1 << 20), 8).mistakes())
        .extracting(Mistake::toString)
        .containsExactly(
            "E_COMMAND_TOO_LONG line 8: 1048576 bytes, limit 65536 (the kernel allows 131071 in one"
                + " argument); put it in a script file");
    assertThat(TaskLine.parse("shell:1:1:1:" + "\u00e9".repeat(32769), 1).mistakes())
        .extracting(Mistake::code)
        .containsExactly("E_COMMAND_TOO_LONG");
  }

  @Test
  void aMessageQuotesLittleAndEscapesControlCharacters() {
    String word = "\u001b]0;\u202e" + "p".repeat(5000);

    String message = TaskLine.parse(word + ":1:1:1:ls", 1).mistakes().get(0).message();

    assertThat(message).contains("'\\x1b]0;\\u202eppp").hasSizeLessThan(140);
    assertThat(message.chars()).allMatch(c -> c >= ' ' && c < 127);
  }

  @Test
  void whatALineCannotSayIsNotWritten() {
    TaskSpec task = TaskSpec.of(TaskType.SHELL, "ls", 1, Resources.NONE);

    assertThat(TaskLine.format(task)).contains("shell:1:0:0:ls");
    assertThat(TaskLine.format(task.withTimeout(Duration.ofMillis(1500)))).isEmpty();
    assertThat(TaskLine.format(task.withPlace("/tmp", new TreeMap<>()))).isEmpty();
    assertThat(TaskLine.format(shell("300:ls", null))).isEmpty();
    assertThat(TaskLine.format(shell("300:ls", Duration.ZERO))).contains("shell:5:1:1:0:300:ls");
    assertThat(TaskLine.format(shell("a\nb", null))).isEmpty();
    assertThat(TaskLine.format(shell("a\r", null))).isEmpty();
    assertThat(
            TaskLine.format(
                new TaskSpec(
                    TaskType.SHELL,
                    "ls",
                    1,
                    Resources.NONE,
                    null,
                    new TreeSet<>(Set.of("gpu")),
                    null,
                    new TreeMap<>(),
                    null)))
        .isEmpty();
  }

  @Property
  void anyCommandWithoutALineBreakSurvives(@ForAll("commands") String command) {
    TaskSpec task = shell(command, Duration.ofSeconds(7));

    assertThat(TaskLine.format(task)).map(TaskLineTest::parsed).contains(task);
  }

  @Property
  void anyCommandThatDoesNotBeginLikeATimeoutSurvivesWithoutOne(
      @ForAll("commands") String command) {
    TaskSpec task = shell(command, null);

    if (command.matches("[0-9]+:.*")) {
      assertThat(TaskLine.format(task).map(TaskLineTest::parsed))
          .satisfiesAnyOf(
              back -> assertThat(back).isEmpty(), back -> assertThat(back).contains(task));
    } else {
      assertThat(TaskLine.format(task)).map(TaskLineTest::parsed).contains(task);
    }
  }

  @Property
  void anyTaskOfALineSurvives(@ForAll("tasks") TaskSpec task) {
    assertThat(TaskLine.format(task)).map(TaskLineTest::parsed).contains(task);
  }

  @Provide
  Arbitrary<String> commands() {
    Arbitrary<String> wild =
        Arbitraries.strings().all().ofMaxLength(40).map(TaskLineTest::withoutHalves);
    Arbitrary<String> tricky =
        Arbitraries.strings().withChars("0123456789: ax#'\t").ofMaxLength(12);
    return Arbitraries.oneOf(wild, tricky)
        .map(s -> s.replaceAll("[\\n\\r\\x00]", ""))
        .filter(s -> !s.isBlank());
  }

  @Provide
  Arbitrary<TaskSpec> tasks() {
    return Combinators.combine(
            Arbitraries.of(TaskType.class),
            Arbitraries.integers().between(0, 9999),
            Arbitraries.longs().between(0, 1L << 50),
            Arbitraries.longs().between(0, 100_000_000),
            Arbitraries.longs().between(0, 315_360_000))
        .as(
            (type, priority, bytes, cpus, seconds) ->
                TaskSpec.of(type, "a:b", priority, new Resources(bytes, cpus))
                    .withTimeout(Duration.ofSeconds(seconds)));
  }

  private static String withoutHalves(String text) {
    StringBuilder whole = new StringBuilder();
    text.codePoints()
        .filter(c -> Character.getType(c) != Character.SURROGATE)
        .forEach(whole::appendCodePoint);
    return whole.toString();
  }

  private static TaskSpec shell(String command, Duration timeout) {
    return TaskSpec.of(TaskType.SHELL, command, 5, Resources.of(BigDecimal.ONE, BigDecimal.ONE))
        .withTimeout(timeout);
  }

  private static TaskSpec parsed(String line) {
    TaskLine.Parsed parsed = TaskLine.parse(line, 1);
    assertThat(parsed.mistakes()).isEqualTo(List.of());
    return parsed.task();
  }
}
