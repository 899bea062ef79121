package io.distcomp.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code manager} against a real HTTP server: the calls that it makes and what it prints. */
class ManagerTest extends DeskFixture {

  private static final String RULE = "################################################";
  private static final String TASK =
      """
      {"id":"12.%d","job":12,"state":"%s","type":"shell","command":"%s","priority":5,
       "mem_gb":8,"cpus":2,"timeout_s":null,"tags":[],"cwd":null,"reason":null,
       "attempts":[{"node":"n1","started_at":"2026-11-24T10:00:00.000Z",
       "ended_at":"2026-11-24T10:00:0%d.000Z","outcome":"%s","exit_code":null,"signal":null,
       "reason":null,"cpu_s":0.1,"peak_mem_gb":null,"background_killed":false}]}""";

  @Test
  void tasksAreCheckedInTheWordsOfThePythonTool() {
    jobs(job(1, 1, 1, 1));
    tasks("todo", task(1, "todo", "ls", ""));
    tasks("waiting");
    tasks("in_progress", task(2, "in_progress", "sleep 9", ""));
    tasks("finished", task(3, "finished", "echo hi", "succeeded"));
    tasks("failed", task(4, "failed", "false \\u001b[31m", "failed"));
    node.on("GET /tasks/12.3/stdout", 200, "hi \"there\"\n")
        .on("GET /tasks/12.4/stderr", 200, "bad\u001b[31m\n");
    assertThat(desk.run("manager", "--task", "checkTask")).as(desk.err()).isZero();
    String task =
        "task_type: shell, priority: 5, min_dram_gb: 8, require_cpu_core: 2, task_params: ";
    assertThat(desk.out())
        .isEqualTo(
            String.join(
                "\n",
                "1 todo tasks, 1 in_progress tasks, 1 finished tasks, 1 failed tasks",
                "",
                RULE + "  todo task  " + RULE,
                task + "ls",
                RULE + "  in_progress task  " + RULE,
                task + "sleep 9:         n1",
                RULE + "  finished task  " + RULE,
                task + "echo hi:         n1: \"hi \\\"there\\\"\"",
                RULE + "  failed task  " + RULE,
                task + "false \\x1b[31m:         n1,",
                RULE + "  task fail reason " + RULE,
                task + "false \\x1b[31m:         \"bad\\u001B[31m\"",
                ""));
  }

  @Test
  void theFiltersLeaveOutPartsAndTasks() {
    jobs(job(2, 0, 0, 0));
    tasks("todo", task(1, "todo", "ls one", ""), task(2, "todo", "ls two", ""));
    tasks("waiting");
    int exit =
        desk.run(
            "manager",
            "--task",
            "checkTask",
            "--finished",
            "No",
            "--in_progress=0",
            "--failed",
            "f",
            "--include",
            "ls",
            "--exclude",
            "two");
    assertThat(exit).as(desk.err()).isZero();
    assertThat(desk.out()).contains("ls one").doesNotContain("ls two", "finished task  #");
    assertThat(desk.run("manager", "--task", "checkTask", "--todo", "maybe"))
        .isEqualTo(ExitCode.USAGE);
    assertThat(desk.run("manager", "--task", "checkTask&formatDisk")).isEqualTo(ExitCode.USAGE);
    assertThat(desk.err()).contains("unknown task 'formatDisk'", "neither true nor false");
  }

  @Test
  void aCountWithoutTasksAsksForNoTasks() {
    jobs();
    int exit =
        desk.run("manager", "--task", "checkTask", "--redis_host", "h", "--redis_pass", "secret");
    assertThat(exit).as(desk.err()).isZero();
    assertThat(desk.out()).startsWith("0 todo tasks, 0 in_progress tasks, 0 finished");
    assertThat(desk.err())
        .isEqualTo("distcomp: the --redis_ options are not used: the node knows its Redis\n");
  }

  @Test
  void workersAreCheckedWithTheirColumns() {
    jobs(job(0, 0, 1, 0));
    tasks("finished", task(3, "finished", "echo hi", "succeeded"));
    nodes("live", 0);
    assertThat(desk.run("manager", "--task", "checkWorker")).as(desk.err()).isZero();
    List<String> lines = desk.out().lines().toList();
    assertThat(lines.get(0))
        .isEqualTo(
            "  worker  last_update_from_now   cores_used  cores_total mem_used (GB)"
                + " mem_total (GB) n_current_task n_finished_tasks ");
    assertThat(lines.get(1))
        .matches("n1 {11} +\\d+ {9}0\\.00 {9}4\\.00 {9}8\\.25 {8}15\\.50 {12}0 {12}1");
  }

  @Test
  void aDeadWorkerIsShownUntilItIsCleanedUp() {
    jobs();
    nodes("lost", 0);
    assertThat(desk.run("manager", "--task", "checkWorker")).isZero();
    assertThat(desk.out()).contains("n1 ");
    desk.out.reset();
    assertThat(desk.run("manager", "--task", "cleanup&checkWorker")).as(desk.err()).isZero();
    assertThat(desk.err()).contains("1 dead worker removed");
    assertThat(desk.out()).doesNotContain("n1 ");
  }

  @Test
  void theJobIsRemovedAndNoOther() {
    node.on(
        "GET /jobs",
        200,
        "{\"jobs\":["
            + FakeNode.job("running", 1, 0, 0)
            + ","
            + job(1, 0, 1, 0)
            + "],\"next_cursor\":null}");
    node.on("DELETE /jobs/12", 200, "{\"removed\":12}");
    assertThat(desk.run("manager", "--task", "initRedis")).as(desk.err()).isZero();
    assertThat(calls("DELETE")).containsExactly("DELETE /api/v1/jobs/12");
  }

  @Test
  void runningTasksAreKilledOnlyWhenThatIsSaid() {
    jobs(job(1, 2, 1, 0));
    assertThat(desk.run("manager", "--task", "initRedis")).isEqualTo(ExitCode.USAGE);
    assertThat(desk.err()).contains("2 tasks of the job 'manager' would be killed; say --yes");
    assertThat(calls("POST")).isEmpty();
    node.on("POST /jobs/12/cancel", 200, "{\"count\":3}")
        .on("GET /jobs/12", 200, job(0, 0, 1, 0))
        .on("DELETE /jobs/12", 200, "{\"removed\":12}");
    assertThat(desk.run("manager", "--task", "initRedis", "--yes")).as(desk.err()).isZero();
    assertThat(calls("POST")).containsExactly("POST /api/v1/jobs/12/cancel");
    assertThat(calls("DELETE")).hasSize(1);
  }

  @Test
  void aFileIsLoadedWithoutItsBadLines() throws IOException {
    jobs();
    Files.writeString(home.resolve("task"), "shell:5:8:2:ls\nbad \u0007\n");
    node.on(
        "POST /jobs",
        201,
        "{\"job\":"
            + job(1, 0, 0, 0)
            + ",\"accepted\":1,\"duplicates\":0,\"rejected\":[{\"line\":2,\"code\":\"E_FIELDS\","
            + "\"message\":\"found 1 field\",\"path\":null}]}");
    assertThat(desk.run("manager", "--task", "loadTask")).as(desk.err()).isZero();
    assertThat(desk.out()).isEqualTo("task format error: bad \\x07\n");
    assertThat(desk.err()).contains("load 1 tasks, add 1 task", "E_FIELDS");
    assertThat(calls("POST").get(0))
        .contains("partial=true&format=lines&cwd=")
        .endsWith("&name=manager");
  }

  @Test
  void failedTasksOfTheFileAreLoadedAgain() throws IOException {
    jobs(job(0, 0, 0, 2));
    tasks("failed", task(1, "failed", "ls", "failed"), task(2, "failed", "other", "failed"));
    Files.writeString(home.resolve("task"), "shell:5:8:2:ls\nshell:5:8:2:pwd\n");
    node.on(
        "POST /jobs",
        201,
        "{\"job\":" + job(2, 0, 0, 1) + ",\"accepted\":1,\"duplicates\":1,\"rerun\":1}");
    assertThat(desk.run("manager", "--task", "loadTask")).as(desk.err()).isZero();
    FakeNode.Seen second = node.last();
    assertThat(second.line()).contains("rerun=true");
    assertThat(second.text()).isEqualTo("shell:5:8:2:ls\n");
    assertThat(desk.err()).contains("load 2 tasks, add 2 task");
  }

  @Test
  void removedTasksAreNotSeenUntilTheyEndAgain() throws IOException {
    jobs(job(1, 0, 1, 0));
    tasks("finished", task(3, "finished", "echo hi", "succeeded"));
    assertThat(desk.run("manager", "--task", "removeFinishedTask")).as(desk.err()).isZero();
    assertThat(desk.err()).contains("1 finished task removed");
    assertThat(counts()).startsWith("1 todo tasks, 0 in_progress tasks, 0 finished tasks");
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(home.resolve(".distcomp/manager.json"))))
        .isEqualTo("rw-------");
    tasks("finished", task(8, "finished", "x", "succeeded"), again(3, "echo hi"));
    jobs(job(1, 0, 2, 0));
    assertThat(counts()).startsWith("1 todo tasks, 0 in_progress tasks, 2 finished tasks");
  }

  @Test
  void aJobThatHasFinishedIsRemovedWhole() {
    jobs(job(0, 0, 1, 0));
    tasks("finished", task(3, "finished", "echo hi", "succeeded"));
    node.on("DELETE /jobs/12", 200, "{\"removed\":12}");
    assertThat(desk.run("manager", "--task", "removeFinishedTask")).as(desk.err()).isZero();
    assertThat(calls("DELETE")).hasSize(1);
  }

  @Test
  void aSpoiledListOfRemovalsIsNamed() throws IOException {
    Files.writeString(home.resolve(".distcomp/manager.json"), "{\"jobs\":5}");
    assertThat(desk.run("manager", "--task", "checkTask")).isEqualTo(ExitCode.USAGE);
    assertThat(desk.err()).contains("manager.json", "remove it");
  }

  @Test
  void runningTasksAreKilledBeforeTheyAreQueuedAgain() {
    jobs(job(0, 2, 0, 0));
    tasks("in_progress", task(1, "in_progress", "a", ""), task(2, "in_progress", "b", ""));
    node.on("POST /tasks/12.1/cancel", 200, "{\"count\":1}")
        .on("POST /tasks/12.2/cancel", 200, "{\"count\":0}")
        .on("GET /tasks/12.1", 200, task(1, "cancelled", "a", "cancelled"))
        .on("POST /tasks/12.1/retry", 200, "{\"count\":1}");
    assertThat(desk.run("manager", "--task", "moveInProgressTaskToTodo")).as(desk.err()).isZero();
    assertThat(desk.err()).contains("1 in_progress task moved to todo");
    assertThat(calls("POST")).last().asString().endsWith("/tasks/12.1/retry");
  }

  @Test
  void failedTasksAreQueuedAgainAndCancelledOnesAreNot() {
    jobs(job(0, 0, 0, 1));
    node.on("POST /jobs/12/retry", 200, "{\"count\":1}");
    assertThat(desk.run("manager", "--task", "moveFailedTaskToTodo")).as(desk.err()).isZero();
    assertThat(calls("POST")).containsExactly("POST /api/v1/jobs/12/retry");
    jobs(job(0, 0, 0, 1).replace("\"cancelled\":0", "\"cancelled\":7"));
    tasks("failed", task(4, "failed", "a", "failed"));
    node.on("POST /tasks/12.4/retry", 200, "{\"count\":1}");
    assertThat(desk.run("manager", "--task", "moveFailedTaskToTodo")).as(desk.err()).isZero();
    assertThat(calls("POST")).last().asString().endsWith("/tasks/12.4/retry");
  }

  private String counts() {
    desk.out.reset();
    assertThat(
            desk.run(
                "manager",
                "--task",
                "checkTask",
                "--todo",
                "0",
                "--finished",
                "0",
                "--in_progress",
                "0",
                "--failed",
                "0"))
        .as(desk.err())
        .isZero();
    return desk.out();
  }

  private List<String> calls(String method) {
    return node.seen.stream()
        .map(FakeNode.Seen::line)
        .filter(line -> line.startsWith(method))
        .toList();
  }

  private void jobs(String... jobs) {
    node.on("GET /jobs", 200, "{\"jobs\":[" + String.join(",", jobs) + "],\"next_cursor\":null}");
  }

  private void nodes(String state, int running) {
    node.on(
        "GET /nodes",
        200,
        """
        {"nodes":[{"name":"n1","state":"%s","incarnation":"a.1","started_at":null,
        "seen_at":"2026-11-24T10:00:00.000Z","slots":8,"running":%d,"cpus":4,"mem_gb":15.5,
        "mem_free_gb":7.25,"tags":[]}]}"""
            .formatted(state, running));
  }

  /** One answer for each state: the server's filter is not for here. */
  private void tasks(String state, String... rows) {
    byState.put(state, "{\"tasks\":[" + String.join(",", rows) + "],\"next_cursor\":null}");
    node.on(
        "GET /tasks",
        exchange -> {
          String query = exchange.getRequestURI().getQuery();
          String wanted = query.replaceAll(".*state=([a-z_]+).*", "$1");
          FakeNode.send(exchange, 200, byState.get(wanted).getBytes(StandardCharsets.UTF_8));
        });
  }

  private final java.util.Map<String, String> byState =
      new java.util.concurrent.ConcurrentHashMap<>();

  private static String job(int todo, int running, int finished, int failed) {
    return FakeNode.job("running", todo, finished, failed)
        .replace("tasks.txt", "manager")
        .replace("\"in_progress\":0", "\"in_progress\":" + running);
  }

  private static String task(int index, String state, String command, String outcome) {
    return TASK.formatted(index, state, command, 2, outcome);
  }

  /** It has ended once more since. */
  private static String again(int index, String command) {
    return TASK.formatted(index, "finished", command, 9, "succeeded");
  }
}
