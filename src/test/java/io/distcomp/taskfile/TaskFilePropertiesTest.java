package io.distcomp.taskfile;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.distcomp.task.TaskSpec;
import io.distcomp.taskfile.TaskFile.Format;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class TaskFilePropertiesTest {
  private static final List<String> PIECES =
      List.of(
          "{",
          "}",
          "[",
          "]",
          ":",
          ",",
          "\"",
          "\\",
          "\\u0000",
          "\\ud800",
          "\n",
          "\r\n",
          " ",
          "#",
          "shell:1:1:1:ls",
          "\"tasks\"",
          "\"command\"",
          "\"cpus\":",
          "1e-9999",
          "NaN",
          "null",
          "\"env\":{",
          "\"tags\":[",
          "\"x\"",
          "{\"command\":\"ls\"}",
          "{\"tasks\":[",
          "\0",
          "\ufeff",
          "\u00e9",
          "5",
          "-",
          "true",
          "'",
          "/");

  @Property(tries = 2000)
  void noBytesMakeTheReaderThrow(@ForAll byte[] bytes, @ForAll Format format) {
    Reading reading = Reading.of(bytes, format);

    assertThat(reading.count()).isGreaterThanOrEqualTo(reading.mistakes().size());
  }

  @Property(tries = 5000)
  void noPiecesMakeTheReaderThrow(
      @ForAll("pieces") String text, @ForAll Format format, @ForAll boolean compressed) {
    byte[] bytes = text.getBytes(UTF_8);

    Reading reading = Reading.of(compressed ? Reading.gzip(bytes) : bytes, format);

    assertThat(reading.mistakes())
        .allMatch(m -> m.line() >= 1 && m.code().startsWith("E_") && m.message().length() < 400)
        .allMatch(m -> m.toString().chars().noneMatch(Character::isISOControl));
  }

  @Property(tries = 300)
  void noDamageOfAGzipStreamGoesUnnoticed(
      @ForAll @IntRange(min = 2, max = 60) int at, @ForAll byte value) {
    byte[] bytes = Reading.gzip("shell:1:1:1:echo one\nshell:1:1:1:echo two\n".getBytes(UTF_8));
    bytes[Math.min(at, bytes.length - 1)] = value;

    Reading reading = Reading.of(bytes, Format.AUTO);

    if (!reading.commands().equals(List.of("echo one", "echo two"))) {
      assertThat(reading.codes()).contains("E_GZIP");
    }
  }

  @Property
  void mistakesHaveTheirLineNumbers(@ForAll @Size(max = 50) List<Integer> kinds) {
    StringBuilder text = new StringBuilder();
    List<Long> wrong = new ArrayList<>();
    for (int i = 0; i < kinds.size(); i++) {
      String line =
          List.of("# c", "", "shell:1:1:1:ls", "shell:1:1:1", "shell:1:1:1:a\0b")
              .get(Math.floorMod(kinds.get(i), 5));
      text.append(line).append(i % 3 == 0 ? "\r\n" : "\n");
      if (Math.floorMod(kinds.get(i), 5) > 2) {
        wrong.add(i + 1L);
      }
    }

    Reading reading = Reading.of(text.toString(), Format.LINES);

    assertThat(reading.mistakes()).extracting(Mistake::line).isEqualTo(wrong);
  }

  @Property(tries = 100)
  void theSizeOfTheChunksChangesNothing(
      @ForAll @IntRange(min = 1, max = 60) int chunk, @ForAll @IntRange(max = 50) int count) {
    List<String> commands = IntStream.range(0, count).mapToObj(i -> "echo " + i).toList();
    String json =
        "{\"tasks\":["
            + String.join(",", commands.stream().map(c -> "{\"command\":\"" + c + "\"}").toList())
            + "]}";

    for (String text : List.of(String.join("\n#\n", commands), json)) {
      ByteArrayInputStream in = new ByteArrayInputStream(text.getBytes(UTF_8));
      Reading reading = Reading.of(in, Format.AUTO, Reading.NO_JOB, Limits.STANDARD, chunk);
      assertThat(reading.tasks()).extracting(TaskSpec::command).isEqualTo(commands);
    }
  }

  @Property
  void anyPlainCommandSurvivesAFile(@ForAll("pieces") String text) {
    List<String> lines =
        text.lines().filter(l -> !l.isBlank() && !l.strip().startsWith("#")).toList();

    Reading reading = Reading.of(text.replace("\0", "").replace("\ufeff", ""), Format.PLAIN);

    assertThat(reading.mistakes()).isEmpty();
    assertThat(reading.commands())
        .isEqualTo(
            lines.stream()
                .map(l -> l.replace("\0", "").replace("\ufeff", ""))
                .filter(l -> !l.isBlank() && !l.strip().startsWith("#"))
                .toList());
  }

  @Provide
  Arbitrary<String> pieces() {
    return Arbitraries.of(PIECES).list().ofMaxSize(30).map(p -> String.join("", p));
  }
}
