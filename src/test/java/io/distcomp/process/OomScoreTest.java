package io.distcomp.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whom the kernel is told to choose first. */
class OomScoreTest {
  @TempDir Path proc;

  private OomScore scores(int own) throws IOException {
    score("self", own);
    return new OomScore(proc);
  }

  @Test
  void aProcessWithThisOnesScoreIsRaisedOnce() throws IOException {
    OomScore scores = scores(-100);
    score("7", -100);

    look(scores, 7);
    assertThat(score("7")).isEqualTo("400");

    score("7", -100); // its own choice, later
    look(scores, 7);
    assertThat(score("7")).isEqualTo("-100");
  }

  @Test
  void aNewProcessIsRaisedAtALaterLookAlsoWithAnOldNumber() throws IOException {
    OomScore scores = scores(0);
    score("7", 0);
    score("8", 0);
    look(scores, 7);
    look(scores, 7, 8);
    assertThat(score("8")).isEqualTo("500");

    look(scores, 8);
    score("7", 0);
    look(scores, 7, 8);
    assertThat(score("7")).isEqualTo("500");
  }

  @Test
  void theHighestScoreIsAThousand() throws IOException {
    OomScore scores = scores(600);
    score("7", 600);
    look(scores, 7);
    assertThat(score("7")).isEqualTo("1000");
  }

  @Test
  void anInheritedOrChosenScoreIsLeftAlone() throws IOException {
    OomScore scores = scores(0);
    score("7", 500);
    score("8", -3);
    look(scores, 7, 8);
    assertThat(score("7")).isEqualTo("500");
    assertThat(score("8")).isEqualTo("-3");
  }

  @Test
  void whatIsGoneOrCannotBeReadIsNoTrouble() throws IOException {
    OomScore scores = scores(0);
    look(scores, 7);
    assertThat(proc.resolve("7")).doesNotExist();

    Files.writeString(proc.resolve("self/oom_score_adj"), "?");
    OomScore blind = new OomScore(proc);
    score("8", 0);
    look(blind, 7, 8);
    assertThat(score("8")).isEqualTo("0");
  }

  private static void look(OomScore scores, long... pids) {
    for (long pid : pids) {
      scores.see(new ProcTable.Entry(pid, pid, pid, false, 0, 1, 1));
    }
    scores.endOfLook();
  }

  private void score(String process, int value) throws IOException {
    Files.createDirectories(proc.resolve(process));
    Files.writeString(proc.resolve(process).resolve("oom_score_adj"), value + "\n");
  }

  private String score(String process) throws IOException {
    return Files.readString(proc.resolve(process).resolve("oom_score_adj")).strip();
  }
}
