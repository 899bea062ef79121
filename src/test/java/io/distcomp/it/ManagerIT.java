package io.distcomp.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.distcomp.testkit.NodeProcess;
import io.distcomp.testkit.NodeProcessConf;
import io.distcomp.testkit.NodeProcessLogs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The steps of the Python tool's README, typed into a shell with only the program replaced. */
@ExtendWith(NodeProcessLogs.class)
class ManagerIT {

  private static final Duration LIMIT = Duration.ofSeconds(90);
  private static final String ALL_SHUT =
      "--finished false --todo false --in_progress false --failed false";

  private static NodeProcess node;
  private static Path folder;

  @BeforeAll
  static void start() throws IOException {
    node = NodeProcess.start(NodeProcessConf.of("worker1").with("max_retry_per_task", 1));
    folder = node.home().directory();
    Files.createSymbolicLink(
        folder.resolve("distcomp-fat.jar"),
        Path.of(System.getProperty("distcomp.jar")).toAbsolutePath());
    node.home().write("cachesim", "#!/bin/sh\necho \"simulated $*\"\n");
    assertThat(folder.resolve("cachesim").toFile().setExecutable(true)).isTrue();
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  @Test
  void theStepsOfTheReadmeWorkAsWritten() throws Exception {
    shell("echo 'shell:4:2:2:./cachesim PARAM1 PARAM2' >> task");
    shell("echo 'shell:4:0:0:test -e flag || { echo no flag >&2; exit 3; }' >> task");
    shell("echo 'not a task' >> task");
    assertThat(manager("--task 'initRedis&loadTask' --taskfile task"))
        .isEqualTo("task format error: not a task\n");
    awaitCounts("0 todo tasks, 0 in_progress tasks, 1 finished tasks, 1 failed tasks");

    assertThat(manager("--task checkTask"))
        .contains("task_params: ./cachesim PARAM1 PARAM2:         worker1: \"simulated PARAM1")
        .contains("test -e flag || { echo no flag >&2; exit 3; }:         worker1,")
        .contains("exit 3; }:         \"no flag\"");
    assertThat(manager("--task checkTask --exclude cachesim")).doesNotContain("PARAM1");
    assertThat(manager("--task checkWorker").lines().skip(1))
        .singleElement()
        .asString()
        .matches("worker1 +\\d+ +[0-9.]+ +[0-9.]+ +[0-9.]+ +[0-9.]+ +0 +1");
    assertThat(
            manager(
                "--task 'checkTask&checkWorker' --finished false --print_result false"
                    + " --in_progress false"))
        .contains("  failed task  ", "n_finished_tasks")
        .doesNotContain("  finished task  ", "simulated");

    shell("touch flag");
    manager("--task moveFailedTaskToTodo");
    awaitCounts("0 todo tasks, 0 in_progress tasks, 2 finished tasks, 0 failed tasks");

    shell("echo 'shell:4:0:0:echo run >> runs; test $(wc -l < runs) -gt 1 || sleep 600' >> task");
    shell("echo 'shell:4:0:0:exit 4' >> task");
    manager("--task loadTask --taskfile task");
    awaitCounts("0 todo tasks, 1 in_progress tasks, 2 finished tasks, 1 failed tasks");
    Waiting.atMost(LIMIT, "the first run").until(() -> Files.exists(folder.resolve("runs")));
    manager("--task moveInProgressTaskToTodo");
    awaitCounts("0 todo tasks, 0 in_progress tasks, 3 finished tasks, 1 failed tasks");
    assertThat(Files.readAllLines(folder.resolve("runs"))).hasSize(2);

    manager("--task 'removeFinishedTask&cleanup'");
    awaitCounts("0 todo tasks, 0 in_progress tasks, 0 finished tasks, 1 failed tasks");
    manager("--task loadTask");
    awaitCounts("0 todo tasks, 0 in_progress tasks, 3 finished tasks, 1 failed tasks");
    assertThat(Files.readAllLines(folder.resolve("runs"))).hasSize(3);

    assertThat(manager("--task 'initRedis&loadTask' --taskfile task"))
        .as("from the beginning")
        .isEqualTo("task format error: not a task\n");
    awaitCounts("0 todo tasks, 0 in_progress tasks, 3 finished tasks, 1 failed tasks");
    assertThat(Files.readAllLines(folder.resolve("runs"))).hasSize(4);
    for (int i = 0; i < 2; i++) {
      assertThat(manager("--task initRedis")).isEmpty();
      awaitCounts("0 todo tasks, 0 in_progress tasks, 0 finished tasks, 0 failed tasks");
    }
  }

  private static void awaitCounts(String counts) {
    Waiting.atMost(LIMIT, counts)
        .untilAsserted(
            () -> assertThat(manager("--task checkTask " + ALL_SHUT)).startsWith(counts));
  }

  private static String manager(String words) throws Exception {
    return shell("java -jar distcomp-fat.jar manager " + words);
  }

  private static String shell(String line) throws Exception {
    Path out = Files.createTempFile(folder, "out-", ".txt");
    Path err = Files.createTempFile(folder, "err-", ".txt");
    ProcessBuilder builder = new ProcessBuilder("/bin/sh", "-c", line).directory(folder.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("DISTCOMP"));
    builder.environment().put("HOME", folder.toString());
    Process process = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError(line + " does not end");
    }
    assertThat(process.exitValue()).as("%s: %s", line, Files.readString(err)).isZero();
    return Files.readString(out);
  }
}
