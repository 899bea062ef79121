package io.distcomp.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code completion}: bash itself is asked what it would offer. */
class CompletionTest {

  @TempDir Path home;
  private Desk desk;

  @BeforeEach
  void sitDown() throws IOException {
    desk = new Desk(home);
  }

  @Test
  void bashCompletesVerbsOptionsAndTheirValues() throws Exception {
    assertThat(desk.run("completion", "bash")).isZero();
    Path script = Files.writeString(home.resolve("completion.sh"), desk.out());
    assertThat(offers(script, "distcomp", "und")).isEqualTo("undrain");
    assertThat(offers(script, "distcomp", "retry", "--exit")).isEqualTo("--exit-code");
    assertThat(offers(script, "distcomp", "jobs", "-o", "")).isEqualTo("table json quiet");
    assertThat(offers(script, "distcomp", "config", "che")).isEqualTo("check");
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
        .anyMatch(line -> line.contains("_from node' -o conf -r"));
    assertThat(desk.out()).doesNotContain(" ''").doesNotContain("$");
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
    Process bash = new ProcessBuilder("bash", "-c", call).redirectErrorStream(true).start();
    String said = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(bash.waitFor()).as(said).isZero();
    return said.strip();
  }

  private static String quoted(String... words) {
    return "'" + String.join("' '", words) + "'";
  }
}
