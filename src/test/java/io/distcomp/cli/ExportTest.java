package io.distcomp.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code export}, against a real HTTP server. */
class ExportTest extends DeskFixture {

  private static final String TASK =
      """
      {"id":"12.%d","job":12,"state":"%s","type":"shell","command":"%s","priority":5,
       "mem_gb":0.5,"cpus":1,"timeout_s":60,"tags":["gpu","ssd"],"cwd":null,"attempts":[%s]}""";

  private static final String ATTEMPT =
      """
      {"node":"n1","started_at":"2026-11-24T10:00:00.250Z","ended_at":"2026-11-24T10:00:02.750Z",
       "outcome":"%s","exit_code":%s,"signal":%s,"reason":null,"cpu_s":0.1,"peak_mem_gb":null,
       "background_killed":false}""";

  private static final String OK = ATTEMPT.formatted("succeeded", "0", "null");

  @BeforeEach
  void theJobExists() {
    node.on("GET /jobs/12", 200, FakeNode.job("failed", 0, 1, 1));
  }

  @Test
  void aCsvHasAHeaderAndALineForEachTaskAndNoFormula() {
    tasks(task(1, "finished", "echo \\\"a\\\", b\\nc", OK), task(2, "todo", "=HYPERLINK(1)", ""));
    assertThat(desk.run("export", "12")).isZero();
    assertThat(desk.out())
        .isEqualTo(
            """
            id,job,state,type,command,priority,mem_gb,cpus,timeout_s,tags,cwd,attempts,node,\
            started_at,ended_at,outcome,exit_code,signal,reason,cpu_s,peak_mem_gb
            12.1,12,finished,shell,"echo ""a"", b
            c",5,0.5,1,60,gpu ssd,,1,n1,2026-11-24T10:00:00.250Z,2026-11-24T10:00:02.750Z,\
            succeeded,0,,,0.1,
            12.2,12,todo,shell,'=HYPERLINK(1),5,0.5,1,60,gpu ssd,,0,,,,,,,,,
            """);
    desk.out.reset();
    assertThat(desk.run("export", "12", "--raw")).isZero();
    assertThat(desk.out()).contains(",shell,=HYPERLINK(1),");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "=1, '=1",
        "+1, '+1",
        "-1, '-1",
        "@SUM(A1), '@SUM(A1)",
        "` =1`, `' =1`",
        "`\t=1`, `'\t=1`",
        "`\rx`, `'\rx`",
        "`\u200b\ufeff=1`, `'\u200b\ufeff=1`",
        "\uff1d1, '\uff1d1",
        "a=1, a=1",
        "./run -x, ./run -x"
      })
  void whatASpreadsheetWouldComputeGetsAnApostrophe(String text, String expected) {
    assertThat(SheetCell.guarded(text)).isEqualTo(expected);
  }

  @Test
  void onATerminalControlCharactersAreShownAndInAFileTheyStay() {
    tasks(task(1, "todo", "a\\u001b[1m\\u009bb", ""));
    assertThat(desk.run("export", "12")).isZero();
    assertThat(desk.out()).contains(",a\u001b[1m\u009bb,");
    desk.terminal = true;
    for (String form : new String[] {"csv", "jsonl"}) {
      desk.out.reset();
      assertThat(desk.run("export", "12", "-o", form)).isZero();
      assertThat(desk.out()).contains("\\x9bb").doesNotContain("\u001b").doesNotContain("\u009b");
    }
  }

  @Test
  void aJoblogHasTheColumnsOfGnuParallel() {
    tasks(
        task(1, "finished", "true", OK),
        task(2, "failed", "a\\tb\\nc", OK + "," + ATTEMPT.formatted("failed", "null", "9")),
        task(3, "failed", "sleep 9", ATTEMPT.formatted("timed_out", "null", "null")),
        task(4, "in_progress", "x", OK.replaceAll("\"ended_at\":\"[^\"]*\"", "\"ended_at\":null")),
        task(5, "todo", "y", ""));
    assertThat(desk.run("export", "12", "-o", "joblog")).isZero();
    assertThat(desk.out())
        .isEqualTo(
            """
            Seq\tHost\tStarttime\tJobRuntime\tSend\tReceive\tExitval\tSignal\tCommand
            1\tn1\t1795514400.250\t     2.500\t0\t0\t0\t0\ttrue
            2\tn1\t1795514400.250\t     2.500\t0\t0\t0\t9\ta\\tb\\nc
            3\tn1\t1795514400.250\t     2.500\t0\t0\t-1\t0\tsleep 9
            """);
  }

  @Test
  void tasksAreReadPageByPageWithTheirFilter() {
    node.on(
        "GET /tasks",
        e -> {
          boolean first = !e.getRequestURI().getQuery().contains("cursor");
          answer(e, page(first ? "\"c1\"" : "null", task(first ? 1 : 2, "failed", "x", "")));
        });
    assertThat(desk.run("export", "all", "-o", "jsonl", "--state", "failed")).isZero();
    assertThat(desk.out().lines()).hasSize(2).allMatch(line -> line.startsWith("{\"id\":\"12."));
    assertThat(node.last().line()).isEqualTo("GET /api/v1/tasks?state=failed&limit=1000&cursor=c1");
  }

  @Test
  void outputsAreCollectedUnderTheIdsOfTheirTasks() throws IOException {
    tasks(task(1, "finished", "x", OK), task(2, "finished", "x", OK), task(3, "todo", "x", ""));
    node.on("GET /tasks/12.1/stdout", 200, "one\u001b\n")
        .on("GET /tasks/12.1/stderr", 200, "")
        .on("GET /tasks/12.2/stderr", this::partial);
    Path folder = home.resolve("out");
    Path elsewhere = Files.writeString(home.resolve("elsewhere"), "kept");
    Files.createDirectory(folder);
    Files.createSymbolicLink(folder.resolve("12.1.stdout"), elsewhere);
    assertThat(desk.run("export", "12", "--output", "out")).isEqualTo(ExitCode.TASKS_FAILED);
    assertThat(folder.resolve("12.1.stdout")).hasContent("one\u001b\n").isRegularFile();
    assertThat(folder.resolve("12.2.stderr")).hasContent("head");
    assertThat(elsewhere).hasContent("kept");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).hasSize(2);
    }
    assertThat(desk.err()).contains("1 output not whole").contains("1 output not to be had");
  }

  @Test
  void aHostileIdMakesNoFile() {
    tasks(task(1, "finished", "x", OK).replace("12.1", "../../x"));
    assertThat(desk.run("export", "12", "--output", "out")).isEqualTo(ExitCode.UNAVAILABLE);
    assertThat(node.seen).as("the job and its tasks").hasSize(2);
    assertThat(home.resolve("out")).isEmptyDirectory();
  }

  @Test
  void aFolderThatCannotBeMadeIsSaid() throws IOException {
    Files.writeString(home.resolve("file"), "");
    assertThat(desk.run("export", "12", "--output", "file/out")).isEqualTo(ExitCode.USAGE);
    assertThat(desk.err()).contains("cannot write");
  }

  private void partial(HttpExchange e) throws IOException {
    e.getResponseHeaders().add("X-DistComp-Partial", "true");
    answer(e, "head");
  }

  private void tasks(String... tasks) {
    node.on("GET /tasks", 200, page("null", tasks));
  }

  private static String page(String cursor, String... tasks) {
    return "{\"tasks\":[" + String.join(",", tasks) + "],\"next_cursor\":" + cursor + "}";
  }

  private static String task(int index, String state, String command, String attempts) {
    return TASK.formatted(index, state, command, attempts);
  }

  private static void answer(HttpExchange e, String body) throws IOException {
    FakeNode.send(e, 200, body.getBytes(StandardCharsets.UTF_8));
  }
}
