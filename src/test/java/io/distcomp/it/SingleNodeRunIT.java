package io.distcomp.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.distcomp.testkit.NodeProcessHome;
import io.distcomp.testkit.NodeProcessHome.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The first thing that a user tries: {@code run FILE}, from the jar, with nothing set up. */
class SingleNodeRunIT {

  private static final String EXAMPLE = Path.of("examples/tasks.txt").toAbsolutePath().toString();

  private final NodeProcessHome home = NodeProcessHome.create();

  @AfterEach
  void clean() {
    home.close();
  }

  @Test
  void theExampleRunsAndASecondRunSaysThatItIsDone() {
    Ended first = home.run("run", EXAMPLE);
    assertThat(first.exitCode()).as(first.err()).isZero();
    assertThat(first.out()).contains("(tasks.txt) finished: 40 finished of 40 tasks");
    assertThat(first.err())
        .contains("dashboard: http://127.0.0.1:")
        .doesNotContain("before", "for a further node");

    Ended second = home.run("run", EXAMPLE);
    assertThat(second.exitCode()).as(second.err()).isZero();
    assertThat(second.err()).contains("40 of 40 finished before");
    assertThat(second.out()).contains("40 finished of 40 tasks");
  }

  @Test
  void aSecondRunDoesOnlyWhatIsNewAndRerunDoesAllAgain() throws IOException {
    Path count = home.directory().resolve("count.txt");
    String one = "shell:1:0:0:echo one >> " + count + "\n";
    String file = home.write("counted.txt", one).toString();
    assertThat(home.run("run", file).exitCode()).isZero();
    home.write("counted.txt", one + "shell:1:0:0:echo two >> " + count + "\n");

    Ended again = home.run("run", file);
    assertThat(again.exitCode()).as(again.err()).isZero();
    assertThat(again.err()).contains("1 of 2 finished before");
    assertThat(Files.readAllLines(count)).containsExactly("one", "two");

    Ended rerun = home.run("run", file, "--rerun");
    assertThat(rerun.exitCode()).as(rerun.err()).isZero();
    assertThat(rerun.out()).contains("2 finished of 2 tasks");
    assertThat(Files.readAllLines(count)).containsExactlyInAnyOrder("one", "two", "one", "two");
  }

  @Test
  void aBadFileEndsWith65AndNamesThePlace() {
    String file = home.write("bad.txt", "shell:1:0:0:touch ran\n\nshell:x:0:0:ls\n").toString();
    Ended run = home.run("run", file);
    assertThat(run.exitCode()).as(run.err()).isEqualTo(65);
    assertThat(run.err()).contains("bad.txt:3: E_PRIORITY: ", "nothing was stored");
    assertThat(home.directory().resolve("ran")).doesNotExist();
  }

  @Test
  void aFileThatIsNotThereEndsWith65() {
    Ended run = home.run("run", home.directory().resolve("none.txt").toString());
    assertThat(run.exitCode()).as(run.err()).isEqualTo(65);
    assertThat(run.err()).contains("none.txt");
  }

  @Test
  void aTaskThatFailsMakesItEndWith1AndIsShown() {
    String conf = home.write("conf.json", CONF).toString();
    String file = home.write("mixed.txt", "shell:1:0:0:echo ok\nshell:1:0:0:exit 7\n").toString();
    Ended run = home.run("run", file, "-conf", conf);
    assertThat(run.exitCode()).as(run.err()).isEqualTo(1);
    assertThat(run.out()).contains("1 finished, 1 failed of 2 tasks", "exit 7");
  }

  private static final String CONF =
      """
      {
        "node_name": "mixed", "redis_port": 0, "http_port": 0, "cluster_enabled": false,
        "max_retry_per_task": 1
      }
      """;
}
