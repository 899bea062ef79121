package io.distcomp.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code completion}: the shells themselves are asked what they would offer. */
class CompletionTest {

  @TempDir Path home;
  private Desk desk;

  @BeforeEach
  void sitDown() throws IOException {
    desk = new Desk(home);
  }

  @Test
  void bashCompletesVerbsOptionsAndTheirValues() throws Exception {
    Path script = script("bash");
    assertThat(offers(script, "distcomp", "und")).isEqualTo("undrain");
    assertThat(offers(script, "distcomp", "retry", "--exit")).isEqualTo("--exit-code");
    assertThat(offers(script, "distcomp", "jobs", "-o", "")).isEqualTo("table json quiet");
    assertThat(offers(script, "distcomp", "config", "che")).isEqualTo("check");
    assertThat(offers(script, "distcomp", "tasks", "--state", "f")).isEqualTo("finished failed");
    assertThat(offers(script, "distcomp", "retry", "--outcome", "t")).isEqualTo("timed_out");
    assertThat(offers(script, "distcomp", "manager", "--task", "check"))
        .isEqualTo("checkTask checkWorker");
    assertThat(offers(script, "distcomp", "manager", "--finished", "")).isEqualTo("true false");
    assertThat(offers(script, "distcomp", "submit", "--format", "")).contains("lines plain json");
    assertThat(offers(script, "distcomp", "completion", "f")).isEqualTo("fish");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-conf",
        "node -conf",
        "run -conf",
        "doctor -conf",
        "status --token-file",
        "submit --cwd",
        "submit",
        "run",
        "config check",
        "manager --taskfile"
      })
  void bashOffersFilesWhereAFileIsMeant(String words) throws Exception {
    Path script = script("bash");
    String file = Files.createFile(home.resolve("conf-of-mine.json")).toString();
    String start = file.substring(0, file.length() - 8);
    String[] call = ("distcomp " + words + " " + start).split(" ");
    assertThat(offers(script, call)).isEqualTo(file);
  }

  @ParameterizedTest
  @CsvSource({
    "distcomp und, distcomp undrain",
    "distcomp retry --exit, distcomp retry --exit-code",
    "distcomp config che, distcomp config check",
    "distcomp jobs -o j, distcomp jobs -o json",
    "distcomp manager --task checkW, distcomp manager --task checkWorker",
    "distcomp submit conf-of, distcomp submit conf-of-mine.json",
    "distcomp node -conf conf-of, distcomp node -conf conf-of-mine.json",
  })
  void zshCompletesWhatIsTyped(String typed, String line) throws Exception {
    assumeThat(installed("zsh")).as("zsh is not installed").isTrue();
    Files.createFile(home.resolve("conf-of-mine.json"));
    Path script = script("zsh");
    Files.writeString(home.resolve(".zshrc"), ZSHRC.formatted(script));
    Path keys = Files.writeString(home.resolve("keys.zsh"), ZSH_AT_A_TERMINAL);
    said("zsh", "-f", keys.toString(), home.toString(), typed);
    assertThat(Files.readString(home.resolve("line")).strip()).isEqualTo(line);
  }

  /** Control and G writes down the line as it stands and ends the shell. */
  private static final String ZSHRC =
      """
      autoload -U compinit && compinit -D -u
      source '%s'
      tell() { print -r -- "$BUFFER" > $ZDOTDIR/line; exit }
      zle -N tell
      bindkey '^G' tell
      cd $ZDOTDIR
      PROMPT='ready> '
      """;

  /** Types the second argument, a tab, and control and G, when the prompt is there. */
  private static final String ZSH_AT_A_TERMINAL =
      """
      zmodload zsh/zpty
      export ZDOTDIR=$1
      zpty shell zsh -i
      zpty -r shell seen '*ready> *'
      zpty -w -n shell "$2"$'\\t\\a'
      while zpty -r shell seen; do :; done
      """;

  @ParameterizedTest
  @CsvSource({
    "distcomp und, undrain",
    "distcomp retry --exit, --exit-code",
    "'distcomp jobs -o ', json quiet table",
    "distcomp jobs conf-of, ''",
    "distcomp config che, check",
    "distcomp tasks --state f, failed finished",
    "distcomp manager --task check, checkTask checkWorker",
    "distcomp completion f, fish",
    "distcomp node dep, deploy-ssh",
    "distcomp submit conf-of, conf-of-mine.json",
    "distcomp -conf conf-of, conf-of-mine.json",
    "distcomp node deploy-ssh -conf conf-of, conf-of-mine.json",
  })
  void fishOffersWhatCanFollow(String typed, String offered) throws Exception {
    assumeThat(installed("fish")).as("fish is not installed").isTrue();
    Files.createFile(home.resolve("conf-of-mine.json"));
    String call = "cd '%s'; source '%s'; complete -C '%s'";
    List<String> words =
        said("fish", "--no-config", "-c", call.formatted(home, script("fish"), typed))
            .lines()
            .map(line -> line.replaceFirst("\t.*", ""))
            .toList();
    assertThat(String.join(" ", words)).isEqualTo(offered);
  }

  @Test
  void fishGetsALineForEachVerbAndOption() {
    assertThat(desk.run("completion", "fish")).isZero();
    assertThat(desk.out().lines())
        .allMatch(line -> line.startsWith("complete -c distcomp -n "))
        .contains(
            "complete -c distcomp -n __fish_use_subcommand -a resume -d 'Ends the pause of a job'",
            "complete -c distcomp -n '__fish_seen_subcommand_from jobs' -s o -l output -r"
                + " -f -a 'table json quiet' -d 'table (for people), json (as the API answers)"
                + " or quiet (ids alone)'")
        .anyMatch(line -> line.contains("_from deploy-ssh' -o conf -r -F"));
    assertThat(desk.out()).doesNotContain(" ''").doesNotContain("$");
  }

  @Test
  void fishOffersWordsAndNoFilesWhereNoFileIsMeant() {
    assertThat(desk.run("completion", "fish")).isZero();
    String notCheck =
        "'__fish_seen_subcommand_from config; and not __fish_seen_subcommand_from check'";
    assertThat(desk.out().lines())
        .contains(
            "complete -c distcomp -n __fish_use_subcommand -f",
            "complete -c distcomp -n " + notCheck + " -f",
            "complete -c distcomp -n '__fish_seen_subcommand_from completion' -f",
            "complete -c distcomp -n '__fish_seen_subcommand_from completion' -a 'bash zsh fish'",
            "complete -c distcomp -n '__fish_seen_subcommand_from jobs' -f")
        .anyMatch(line -> line.startsWith("complete -c distcomp -n " + notCheck + " -a check"))
        .anyMatch(line -> line.contains(" -a deploy-ssh -d"))
        .anyMatch(line -> line.contains("_from deploy-ssh' -l at-a-time -r -f"))
        .anyMatch(line -> line.contains("_use_subcommand -o conf -r -F"))
        .doesNotContain("complete -c distcomp -n '__fish_seen_subcommand_from submit' -f");
  }

  /** A file with what {@code completion} prints for this shell. */
  private Path script(String shell) throws IOException {
    assertThat(desk.run("completion", shell)).isZero();
    return Files.writeString(home.resolve("completion." + shell), desk.out());
  }

  /** What a press of the tab key behind the last word would offer; compopt needs a real one. */
  private String offers(Path script, String... words) throws Exception {
    String call =
        """
        source '%s'
        compopt() { :; }
        COMP_WORDS=(%s)
        COMP_CWORD=%d
        _complete_distcomp distcomp
        echo ${COMPREPLY[@]}
        """
            .formatted(script, quoted(words), words.length - 1);
    return said("bash", "-c", call);
  }

  private static String said(String... command) throws Exception {
    Process shell = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(shell.waitFor()).as(said).isZero();
    return said.strip();
  }

  private static boolean installed(String shell) {
    return Files.isExecutable(Path.of("/usr/bin", shell));
  }

  private static String quoted(String... words) {
    return "'" + String.join("' '", words) + "'";
  }
}
