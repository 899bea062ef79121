package io.distcomp.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that are no conf file at all, and arguments that are no file. */
class ConfFileFaultsTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'tags':[],}                   | 1:11: not JSON: a trailing comma: remove it",
        "{~'tags':[],~~}                | 2:10: not JSON: a trailing comma: remove it",
        "{'tags':['a',]}                | 1:13: not JSON: a trailing comma: remove it",
        "{'lease_seconds':1,,'tags':[]} | 1:19: not JSON: a comma too many: remove it",
        "{~ // why~ 'tags':[]}          | 2:2: not JSON: JSON has no comments: remove it",
        "{'tags':[] /* why */}          | 1:12: not JSON: JSON has no comments: remove it",
        "{'tags':[] # why~}             | 1:12: not JSON: JSON has no comments: remove it",
        "{`tags`:[]}                    | 1:2: not JSON: JSON takes double quotes only",
        "{tags:[]}                      | 1:2: not JSON: expected a key in double quotes",
        "{'tags' []}                    | 1:9: not JSON: expected a colon between key and value",
        "{'queue':'a' 'tags':[]}        | 1:14: not JSON: expected a comma, or the end of the list"
            + " or object",
        "{'queue':a}                    | 1:10: not JSON: expected a value: text in double quotes,"
            + " a number, true, false or a list",
        "{'redis_port':01}              | 1:16: not JSON: not a JSON number: write it like 0.5, 12"
            + " or -3",
        "{'queue':'a                    | 1:12: not JSON: the file ends too early: a closing quote,"
            + " ] or } is missing",
        "{'queue':'a'                   | 1:13: not JSON: the file ends too early: a closing quote,"
            + " ] or } is missing",
        "{'queue':'a~b'}                | 1:12: not JSON: a line break or control character within"
            + " a text, or no closing quote",
        "{'queue':'a:\\d'}              | 1:14: not JSON: an unknown escape: a backslash is"
            + " written \\\\",
        "{'tags':[}                     | 1:10: not JSON: a bracket that closes nothing",
        "{} x                           | 1:2: nothing may follow this closing }",
        "{}{}                           | 1:2: nothing may follow this closing }",
        "[]                             | 1:1: expected an object: { at the start and 'key': value"
            + " within",
        "'text'                         | 1:1: expected an object: { at the start and 'key': value"
            + " within"
      },
      quoteCharacter = '\0')
  void whatIsNotJsonIsNamedWithItsPlace(String text, String mistake) {
    String json = text.replace('\'', '"').replace('`', '\'').replace('~', '\n');
    assertThat(conf().mistakes(json)).containsExactly(mistake.replace('\'', '"'));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\n\n", "\uFEFF"})
  void anEmptyFileIsNoConfFile(String text) {
    assertThat(conf().mistakes(text))
        .containsExactly("the file is empty; the least that works is {}");
  }

  @Test
  void aByteOrderMarkAndWindowsLineEndsAreFine() {
    assertThat(conf().mistakes("\uFEFF{\r\n  \"max_lost\": 2\r\n}\r\n")).isEmpty();
  }

  @Test
  void aMissingFileIsSaidWithoutAStackTrace() {
    assertThat(conf().mistakes()).containsExactly("no such file");
  }

  @Test
  void aDirectoryIsNoConfFile() {
    assertThatThrownBy(() -> ConfigFile.read(folder))
        .isInstanceOf(ConfigException.class)
        .hasMessage(folder + ": a directory; -conf takes a file");
  }

  @Test
  void aHugeFileIsRefusedWithoutReadingAllOfIt() throws IOException {
    try (RandomAccessFile huge = new RandomAccessFile(conf().file().toFile(), "rw")) {
      huge.setLength(1L << 34);
    }
    assertThat(conf().mistakes()).containsExactly("larger than 1 MiB: this cannot be a conf file");
  }

  @Test
  void aFileOfOneMebibyteIsStillRead() {
    assertThat(conf().mistakes("{}" + " ".repeat(ConfText.MAX_BYTES - 2))).isEmpty();
    assertThat(conf().mistakes("{}" + " ".repeat(ConfText.MAX_BYTES - 1))).hasSize(1);
  }

  @Test
  void aByteThatIsNotUtf8IsNamedWithItsPlace() {
    byte[] latin = "{\n \"queue\": \"\u00fc\"}".getBytes(StandardCharsets.ISO_8859_1);
    assertThat(conf().write(latin).mistakes()).containsExactly("2:12: byte 0xfc is not UTF-8");
  }

  @Test
  void aCharacterThatIsCutOffAtTheEndIsNotUtf8() {
    byte[] cut = {'{', '}', (byte) 0xc3};
    assertThat(conf().write(cut).mistakes()).containsExactly("1:3: byte 0xc3 is not UTF-8");
  }

  @Test
  void listsWithoutEndAndEndlessNumbersAreRefused() {
    assertThat(conf().mistakes("{\"tags\":" + "[".repeat(100_000))).hasSize(1);
    assertThat(conf().mistakes("{\"x\":" + "{\"x\":".repeat(100_000))).hasSize(1);
    assertThat(conf().mistakes("{\"max_lost\":" + "1".repeat(100_000) + "}")).hasSize(1);
    assertThat(conf().mistakes("{\"" + "x".repeat(900_000) + "\":1}")).hasSize(1);
  }

  @Test
  void aPasswordIsNotRepeatedInAnyMessage() {
    for (String value :
        new String[] {"hunter2", "'hunter2'", "\"hunter2\\q\"", "[\"hunter2\"]", "\"hunter2\" x"}) {
      for (String key : new String[] {"redis_pass", "redis_host", "redis_passwd"}) {
        assertThat(conf().mistakes("{\"" + key + "\": " + value + "}"))
            .isNotEmpty()
            .noneMatch(m -> m.contains("hunter2"));
      }
    }
    assertThat(conf().mistakes("{\"redis_host\": \"redis:/hunter2@a\"}"))
        .singleElement()
        .asString()
        .doesNotContain("hunter2");
  }

  @Test
  void whatStandsBeforeAFaultOfSyntaxIsCheckedToo() {
    assertThat(conf().mistakes("{\"max_lost\": 0,\n\"colour\": 1,\n}"))
        .containsExactly(
            "1:14: max_lost must be a whole number from 1 to 1000, not 0",
            "2:1: unknown key \"colour\"; docs/configuration.md lists all keys",
            "2:12: not JSON: a trailing comma: remove it");
  }

  @Test
  void anUnreadableArgumentIsRefused() {
    assertThatThrownBy(() -> ConfigFile.path("a\0b")).isInstanceOf(ConfigException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"redis_pass\":\"hunter2\"}", " {}", "{"})
  void jsonOnTheCommandLineIsRefusedWithoutRepeatingIt(String argument) {
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> ConfigFile.path(argument))
        .withMessage(
            "-conf: JSON on the command line is visible to every user in ps; use a file with mode"
                + " 0600")
        .matches(e -> e.code().equals("E_SECRET_ON_COMMAND_LINE"));
  }

  @Test
  void aFileNameIsTakenAsItIs() throws ConfigException {
    assertThat(ConfigFile.path("a{b}.json")).isEqualTo(Path.of("a{b}.json"));
  }

  @Test
  void aFileThatIsAPipeCanBeRead() throws Exception {
    Path pipe = folder.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    Thread writer =
        new Thread(
            () -> {
              try {
                Files.writeString(pipe, "{\"max_lost\": 2}");
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            });
    writer.setDaemon(true);
    writer.start();
    assertThat(ConfigFile.read(pipe, conf().machine()).config().node().maxLost()).isEqualTo(2);
    writer.join();
  }

  private ConfFolder conf() {
    return ConfFolder.in(folder);
  }
}
