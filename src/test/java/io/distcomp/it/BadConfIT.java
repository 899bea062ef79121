package io.distcomp.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.distcomp.testkit.NodeProcessHome;
import io.distcomp.testkit.NodeProcessHome.Ended;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Bad inputs 41 to 44 (conf.json and the command line): the exit code, the place, and that nothing
 * was made.
 */
class BadConfIT {

  private static final long GB = 1L << 30;

  private final NodeProcessHome home = NodeProcessHome.create();

  @AfterEach
  void clean() {
    home.close();
  }

  static Stream<Arguments> badTexts() {
    return Stream.of(
        arguments("41", "", "conf.json"),
        arguments("41", "{\n  // comment\n  \"http_port\": 0\n}", "conf.json:2:3: "),
        arguments("41", "{\n  \"http_port\": 0,\n}", "conf.json:2:17: "),
        arguments("42", "{\n  \"redis_port\": \"6400x\"\n}", "conf.json:2:17: redis_port"),
        arguments("42", "{\n  \"redis_port\": 70000\n}", "conf.json:2:17: redis_port"),
        arguments(
            "42", "{\"redis_host\": \"h\",\n\"redis_port\": 0}", "conf.json:2:15: redis_port"),
        arguments("42", "{\n  \"http_host\": \"0.0.0.0\"\n}", "conf.json:2:16: http_host"),
        arguments(
            "41",
            "{\n  \"htp_port\": 0\n}",
            "conf.json:2:3: unknown key \"htp_port\"; did you mean \"http_port\"?"));
  }

  @ParameterizedTest(name = "{0}: {2}")
  @MethodSource("badTexts")
  void aFaultInTheFileEndsWith78AndNamesThePlace(String number, String text, String says) {
    Ended ended = home.run("-conf", home.write("conf.json", text).toString());
    assertRefused(ended, says);
  }

  /** 41. */
  @Test
  void aFileThatCannotBeOneEndsWith78() throws IOException {
    assertRefused(home.run("-conf", "none.json"), "none.json");
    assertRefused(home.run("-conf", home.directory().toString()), home.directory().toString());
    try (RandomAccessFile file =
        new RandomAccessFile(home.directory().resolve("huge.json").toFile(), "rw")) {
      file.setLength(GB);
    }
    assertRefused(home.run("-conf", "huge.json"), "huge.json");
  }

  /** 43. */
  @Test
  void aPasswordOnTheCommandLineIsRefusedAndNotRepeated() {
    Ended ended = home.run("-conf", "{\"redis_pass\":\"hunter2\"}");
    assertRefused(ended, "E_SECRET_ON_COMMAND_LINE");
    assertThat(ended.err() + ended.out()).doesNotContain("hunter2");
  }

  private void assertRefused(Ended ended, String says) {
    assertThat(ended.exitCode()).as(ended.err()).isEqualTo(78);
    assertThat(ended.err()).contains(says).doesNotContain("\tat ");
    assertThat(home.directory().resolve(".distcomp")).doesNotExist();
    assertThat(home.directory().resolve("results")).doesNotExist();
  }

  /** 44. */
  @Test
  void wordsThatAreNotKnownEndWith2AndAnAtSignOpensNoFile() throws IOException {
    Files.writeString(home.directory().resolve("words"), "jobs\n");
    Ended at = home.run("@words");
    assertThat(at.exitCode()).as(at.err()).isEqualTo(2);
    assertThat(at.err()).contains("@words");

    Ended option = home.run(List.of("jobs", "--tokn", "x"));
    assertThat(option.exitCode()).as(option.err()).isEqualTo(2);
    assertThat(option.err()).contains("--tokn");

    Ended twice = home.run("-conf", "a.json", "-conf", "b.json");
    assertThat(twice.exitCode()).as(twice.err()).isEqualTo(2);
    assertThat(twice.err()).contains("-conf");
  }

  /** 44. */
  @Test
  void aTaskFileThatCannotBeReadEndsWith65AndTheAtSignIsPartOfItsName() {
    home.write("shadow", "shell:1:0:0:echo secret\n");
    Ended ended = home.run("submit", "@shadow");
    assertThat(ended.exitCode()).as(ended.err()).isEqualTo(65);
    assertThat(ended.err()).contains("@shadow").doesNotContain("secret");
  }
}
