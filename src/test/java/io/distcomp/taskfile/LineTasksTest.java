package io.distcomp.taskfile;

import static io.distcomp.taskfile.TaskFile.Format.AUTO;
import static io.distcomp.taskfile.TaskFile.Format.LINES;
import static io.distcomp.taskfile.TaskFile.Format.PLAIN;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.distcomp.task.JobRequest;
import io.distcomp.task.Resources;
import io.distcomp.task.TaskSpec;
import io.distcomp.task.TaskType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LineTasksTest {

  @Test
  void commentsBlankLinesCrLfAndABomAreFine() {
    String text =
        "\ufeff# first\r\n\r\n  \t\r\nshell:1:1:1:a\r\n   # caf\u00e9\r\nshell:1:1:1:b #c";

    Reading reading = Reading.of(text, AUTO);

    assertThat(reading.commands()).containsExactly("a", "b #c");
    assertThat(reading.mistakes()).isEmpty();
    assertThat(reading.notes())
        .containsExactly(
            "a byte order mark was skipped", "lines ending in CR LF were read without the CR");
  }

  @Test
  void aCommentNeedNotBeUtf8() {
    assertThat(Reading.of("# caf\u00e9\nls\n".getBytes(ISO_8859_1), AUTO).commands())
        .containsExactly("ls");
  }

  @Test
  void anEmptyFileHasNoTasks() {
    for (String text : List.of("", "\n\n", "# nothing\n", "\ufeff")) {
      assertThat(Reading.of(text, AUTO)).extracting(Reading::tasks).isEqualTo(List.of());
    }
  }

  @Test
  void mistakesHaveTheLineNumbersOfTheFile() {
    String text = "# c\nshell:1:1:1:a\n\nshell:1:1:1\r\nshell:1:1:1:b\nshell:y:1:1:c\n";

    Reading reading = Reading.of(text, AUTO);

    assertThat(reading.commands()).containsExactly("a", "b");
    assertThat(reading.mistakes()).extracting(Mistake::line).containsExactly(4L, 6L);
    assertThat(reading.codes()).containsExactly("E_FIELDS", "E_PRIORITY");
  }

  @Test
  void nulIsRefusedWithItsPlace() {
    assertThat(Reading.of("a\nshell:1:1:1:ec\0ho\n", PLAIN).said())
        .containsExactly("E_NUL line 2: byte 15 is NUL; no command can contain it");
  }

  @Test
  void bytesThatAreNotUtf8AreRefusedWithTheirPlace() {
    byte[] bytes = "echo a\necho \u00ff\u00fe\n\u00e9cho \u00ff".getBytes(ISO_8859_1);
    byte[] second = "\n\u00e9\ud83d\ude00 ".getBytes(UTF_8);
    byte[] all = Arrays.copyOf(bytes, bytes.length + second.length + 1);
    System.arraycopy(second, 0, all, bytes.length, second.length);
    all[all.length - 1] = (byte) 0xc3;

    assertThat(Reading.of(all, PLAIN).said())
        .containsExactly(
            "E_ENCODING line 2: byte 0xff at column 6 is not UTF-8",
            "E_ENCODING line 3: byte 0xe9 at column 1 is not UTF-8",
            "E_ENCODING line 4: byte 0xc3 at column 4 is not UTF-8");
  }

  @Test
  void theReplacementCharacterItselfIsUtf8() {
    assertThat(Reading.of("echo \ufffd", PLAIN).commands()).containsExactly("echo \ufffd");
  }

  @Test
  void aUtf16FileIsToldFromOthers() {
    assertThat(Reading.of("\ufeffshell:1:1:1:ls\n".getBytes(UTF_16LE), AUTO).said())
        .containsExactly("E_ENCODING line 1: the file is UTF-16; save it as UTF-8");
  }

  @Test
  void aPlainFileIsOneShellCommandPerLineAndCpu() {
    JobRequest job = new JobRequest(null, 8, null, new TreeMap<>(), JobRequest.Mode.ADD, null);
    InputStream in = new ByteArrayInputStream(" echo a:b \n{ ls; }\n".getBytes(UTF_8));

    Reading reading = Reading.of(in, AUTO, job, Limits.STANDARD, 10);

    assertThat(reading.tasks())
        .containsExactly(
            TaskSpec.of(TaskType.SHELL, " echo a:b ", 8, new Resources(0, 1000)),
            TaskSpec.of(TaskType.SHELL, "{ ls; }", 8, new Resources(0, 1000)));
    assertThat(Reading.of("ls", AUTO).tasks().get(0).priority()).isEqualTo(5);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "shell:x:2:2:ls",
        "shell:4:2:2",
        "shell:ls",
        "perl:1:1:1:ls",
        "she-ll:1:1:1:ls",
        "bash:1:1:ls x",
        " shell : 4 : y : 2:ls"
      })
  void aFaultyFirstTaskLineIsStillATaskLine(String line) {
    Reading reading = Reading.of("# c\n\n" + line + "\n", AUTO);

    assertThat(reading.tasks()).isEmpty();
    assertThat(reading.mistakes()).isNotEmpty().allMatch(m -> m.line() == 3);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "echo a:b:c:d:e",
        "PATH=a:b:c:d cmd",
        "curl http://x:80/a:b:c",
        "./run.sh 1:2:3:4",
        "{ ls; }",
        "{ \"my prog\" a:b; }",
        "[ -f x ] && y",
        "rsync:a b:c d:e",
        ": > file"
      })
  void aPlainCommandIsNotTakenForSomethingElse(String line) {
    assertThat(Reading.of(line + "\n", AUTO).commands()).containsExactly(line);
  }

  @Test
  void aTaskLineAmongPlainCommandsIsAMistakeUnlessForced() {
    String text = "ls\nshell:1:1:1:ls\nshell:x:1:1:ls\necho shell:1:1:1:x\n";

    Reading told = Reading.of(text, AUTO);

    assertThat(told.commands()).containsExactly("ls", "echo shell:1:1:1:x");
    assertThat(told.codes()).containsExactly("E_MIXED", "E_MIXED");
    assertThat(told.mistakes().get(0).message()).contains("--format plain", "--format lines");
    assertThat(told.mistakes()).extracting(Mistake::line).containsExactly(2L, 3L);
    assertThat(Reading.of(text, PLAIN).tasks()).hasSize(4);
  }

  @Test
  void aPlainCommandAmongTaskLinesIsAMistake() {
    assertThat(Reading.of("shell:1:1:1:ls\nls\n", AUTO).codes()).containsExactly("E_FIELDS");
    assertThat(Reading.of("ls\nshell:1:1:1:ls\n", LINES).codes()).containsExactly("E_FIELDS");
  }

  @Test
  void anEndlessLineIsSkippedInBoundedMemory() {
    InputStream in =
        concat(
            bytes("ls a\n"),
            new Endless('x', 500_000_000),
            bytes("\nls b\n#"),
            new Endless('#', 100_000_000),
            bytes("\nls c"));

    Reading reading = Reading.of(in, PLAIN, Reading.NO_JOB, Limits.STANDARD, 10);

    assertThat(reading.commands()).containsExactly("ls a", "ls b", "ls c");
    assertThat(reading.said())
        .containsExactly("E_LINE_TOO_LONG line 2: 500000000 bytes, limit 2097152 in a line");
  }

  @Test
  void aLineOfTheLargestSizeIsRead() {
    String most = "x".repeat(LineReader.MAX_LINE);

    assertThat(Reading.of(most + "\r\nls\n", PLAIN).codes()).containsExactly("E_COMMAND_TOO_LONG");
    assertThat(Reading.of(most + "x\nls\n", PLAIN).codes()).containsExactly("E_LINE_TOO_LONG");
    assertThat(Reading.of(most + "x\nls\n", PLAIN).commands()).containsExactly("ls");
  }

  @Test
  void moreThanAGibibyteIsRefused() {
    InputStream in = concat(bytes("ls\n"), new Endless('x', 3L << 30));

    Reading reading = Reading.of(in, PLAIN, Reading.NO_JOB, Limits.STANDARD, 10);

    assertThat(reading.commands()).containsExactly("ls");
    assertThat(reading.codes()).containsExactly("E_LINE_TOO_LONG", "E_TOO_LARGE");
    assertThat(reading.mistakes()).extracting(Mistake::line).containsOnly(2L);
  }

  @Test
  void exactlyTheLimitIsAllowed() {
    Limits limits = new Limits(6, 2);

    assertThat(limited("ls\nls\n", limits).mistakes()).isEmpty();
    assertThat(limited("ls\nls\nl", limits).said())
        .containsExactly("E_TOO_LARGE line 3: more than 6 bytes of text; split the submission");
    assertThat(limited("a\nb\nc\nd", new Limits(100, 3)).said())
        .containsExactly("E_TOO_LARGE line 4: more than 3 lines; split the submission");
    assertThat(limited("a\nb\nc\nd", new Limits(100, 3)).commands()).containsExactly("a", "b", "c");
  }

  @Test
  void fiveMillionLinesAreAllowedAndNotOneMore() {
    InputStream in = new Endless('\n', 5_000_001);
    assertThat(Reading.of(in, PLAIN, Reading.NO_JOB, Limits.STANDARD, 10).said())
        .containsExactly("E_TOO_LARGE line 5000001: more than 5000000 lines; split the submission");
    InputStream fitting = new Endless('\n', 5_000_000);
    assertThat(Reading.of(fitting, PLAIN, Reading.NO_JOB, Limits.STANDARD, 10).mistakes())
        .isEmpty();
  }

  @Test
  void onlyTheFirstMistakesAreKeptAndAllAreCounted() {
    Reading reading = Reading.of("x\n".repeat(2500), LINES);

    assertThat(reading.mistakes()).hasSize(TaskFile.MAX_MISTAKES);
    assertThat(reading.count()).isEqualTo(2500);
  }

  @Test
  void aFailingStreamIsAnException() {
    InputStream failing = concat(bytes("ls\n"), new Failing());

    assertThatThrownBy(() -> Reading.of(failing, PLAIN, Reading.NO_JOB, Limits.STANDARD, 10))
        .hasRootCauseMessage("the connection was reset");
  }

  private static Reading limited(String text, Limits limits) {
    return Reading.of(bytes(text), PLAIN, Reading.NO_JOB, limits, 10);
  }

  private static InputStream bytes(String text) {
    return new ByteArrayInputStream(text.getBytes(UTF_8));
  }

  private static InputStream concat(InputStream... parts) {
    return Arrays.stream(parts).reduce(SequenceInputStream::new).orElseThrow();
  }

  /** A stream that breaks at once. */
  private static final class Failing extends InputStream {
    @Override
    public int read() throws IOException {
      throw new IOException("the connection was reset");
    }

    @Override
    public int read(byte[] out, int from, int length) throws IOException {
      throw new IOException("the connection was reset");
    }
  }
}
