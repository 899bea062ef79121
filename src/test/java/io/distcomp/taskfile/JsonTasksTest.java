package io.distcomp.taskfile;

import static io.distcomp.taskfile.TaskFile.Format.AUTO;
import static io.distcomp.taskfile.TaskFile.Format.JSON;
import static io.distcomp.taskfile.TaskFile.Format.NDJSON;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.distcomp.task.JobId;
import io.distcomp.task.JobRequest;
import io.distcomp.task.Resources;
import io.distcomp.task.TaskSpec;
import io.distcomp.task.TaskType;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTasksTest {
  private static final String FULL =
      """
      {"command":"x.py","type":"python","priority":7,"mem_gb":1.5,"cpus":2,"timeout_s":60,
       "tags":["gpu","b-1"],"env":{"A":"1","_b":""},"cwd":"/tmp","max_retries":3}""";

  @Test
  void aFullTaskIsReadFieldByField() {
    TaskSpec expected =
        new TaskSpec(
            TaskType.PYTHON,
            "x.py",
            7,
            Resources.of(1.5, 2),
            Duration.ofSeconds(60),
            new TreeSet<>(Set.of("gpu", "b-1")),
            "/tmp",
            new TreeMap<>(Map.of("A", "1", "_b", "")),
            3);

    assertThat(Reading.of("{\"tasks\":[" + FULL + "]}", AUTO).tasks()).containsExactly(expected);
    assertThat(Reading.of(FULL.replace("\n", ""), AUTO).tasks()).containsExactly(expected);
  }

  @Test
  void aTaskThatSaysLittleHasTheDefaults() {
    String nulls =
        "{\"command\":\"ls\",\"type\":null,\"priority\":null,\"mem_gb\":null,\"cpus\":null,"
            + "\"timeout_s\":null,\"tags\":null,\"env\":null,\"cwd\":null,\"max_retries\":null}";
    TaskSpec expected = TaskSpec.of(TaskType.SHELL, "ls", 5, new Resources(0, 1000));

    assertThat(Reading.of("{\"command\":\"ls\"}\n" + nulls, NDJSON).tasks())
        .containsExactly(expected, expected);
  }

  @Test
  void aCommandOfJsonMayHaveLineBreaks() {
    assertThat(Reading.of("{\"command\":\"a\\nb\"}", NDJSON).commands()).containsExactly("a\nb");
  }

  @Test
  void theJobIsReadBeforeAndBehindItsTasks() {
    Reading reading =
        Reading.of(
            """
            {"name": "sweep", "limit": 3, "tasks": [{"command": "ls"}],
             "max_fails": 9, "after": 12, "not_before": "2026-01-31T08:00:00+01:00",
             "cwd": "/x", "env": {"K": "v"}, "priority": 8}
            """,
            AUTO);

    JobRequest job = reading.job();
    assertThat(reading.mistakes()).isEmpty();
    assertThat(job.name()).isEqualTo("sweep");
    assertThat(job.priority()).isEqualTo(8);
    assertThat(job.cwd()).isEqualTo("/x");
    assertThat(job.env()).isEqualTo(Map.of("K", "v"));
    assertThat(job.rules())
        .isEqualTo(
            new JobRequest.Rules(3, 9, new JobId(12), Instant.parse("2026-01-31T07:00:00Z")));
  }

  @Test
  void aPriorityBehindTheTasksCountsInTheSecondReading() {
    byte[] body = "{\"tasks\":[{\"command\":\"ls\"}],\"priority\":8}".getBytes(UTF_8);
    JobRequest first = Reading.of(body, JSON).job();

    Reading second = Reading.of(new ByteArrayInputStream(body), JSON, first, Limits.STANDARD, 10);

    assertThat(second.tasks()).extracting(TaskSpec::priority).containsExactly(8);
  }

  @Test
  void whatTheBodyDoesNotSayIsTheBases() {
    JobRequest base =
        new JobRequest("n", 1, "/c", new TreeMap<>(Map.of("A", "1")), JobRequest.Mode.NEW, "key");

    assertThat(new JsonJob(new JsonCursor(null, new Mistakes(), 0)).over(base)).isEqualTo(base);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"cmd\":\"ls\"}"
            + " | E_UNKNOWN_FIELD line 1 /tasks/0/cmd: unknown field 'cmd'; did you mean command?",
        "{\"command\":\"ls\",\"command\":\"rm\"}"
            + " | E_DUPLICATE_KEY line 1 /tasks/0/command: the field 'command' comes twice",
        "{\"command\":\"ls\",\"timeout_s\":1e400}"
            + " | E_RANGE line 1 /tasks/0/timeout_s: 1e400 is not an integer in 0..315360000",
        "{\"command\":\"ls\",\"timeout_s\":NaN}"
            + " | E_RANGE line 1 /tasks/0/timeout_s: NaN is not an integer in 0..315360000",
        "{\"command\":\"ls\",\"timeout_s\":-5}"
            + " | E_RANGE line 1 /tasks/0/timeout_s: -5 is not an integer in 0..315360000",
        "{\"command\":\"ls\",\"timeout_s\":1.5}"
            + " | E_RANGE line 1 /tasks/0/timeout_s: 1.5 is not an integer in 0..315360000",
        "{\"command\":\"ls\",\"timeout_s\":\"5\"}"
            + " | E_TYPE line 1 /tasks/0/timeout_s: expected a number, found text",
        "{\"command\":\"ls\",\"timeout_s\":1e99999999999}"
            + " | E_RANGE line 1 /tasks/0/timeout_s: 1e99999999999 is not an integer in"
            + " 0..315360000",
        "{\"command\":\"ls\",\"priority\":10000}"
            + " | E_RANGE line 1 /tasks/0/priority: 10000 is not an integer in 0..9999",
        "{\"command\":\"ls\",\"mem_gb\":-Infinity}"
            + " | E_RANGE line 1 /tasks/0/mem_gb: -Infinity is not in 0..1048576",
        "{\"command\":\"ls\",\"cpus\":100001}"
            + " | E_RANGE line 1 /tasks/0/cpus: 100001 is not in 0..100000",
        "{\"command\":\"ls\",\"cpus\":[[1],{\"a\":2}]}"
            + " | E_TYPE line 1 /tasks/0/cpus: expected a number, found an array",
        "{\"command\":\"ls\",\"max_retries\":true}"
            + " | E_TYPE line 1 /tasks/0/max_retries: expected a number, found true or false",
        "{\"command\":\"ls\",\"env\":{\"LD_PRELOAD\":\"x\"}}"
            + " | E_ENV_NAME line 1 /tasks/0/env/LD_PRELOAD: 'LD_PRELOAD' changes what every"
            + " program loads; set it in the command",
        "{\"command\":\"ls\",\"env\":{\"A=B\":\"x\"}}"
            + " | E_ENV_NAME line 1 /tasks/0/env/A=B: 'A=B' is not [A-Za-z_][A-Za-z0-9_]*",
        "{\"command\":\"ls\",\"env\":{\"\":\"x\"}}"
            + " | E_ENV_NAME line 1 /tasks/0/env/: '' is not [A-Za-z_][A-Za-z0-9_]*",
        "{\"command\":\"ls\",\"env\":{\"DISTCOMP_NODE\":\"x\"}}"
            + " | E_ENV_NAME line 1 /tasks/0/env/DISTCOMP_NODE: 'DISTCOMP_NODE' is set by DistComp"
            + " itself",
        "{\"command\":\"ls\",\"env\":{\"A\":\"x\",\"A\":\"y\"}}"
            + " | E_DUPLICATE_KEY line 1 /tasks/0/env/A: the variable 'A' comes twice",
        "{\"command\":\"ls\",\"env\":{\"A\":5}}"
            + " | E_TYPE line 1 /tasks/0/env/A: expected text in quotes, found a number",
        "{\"command\":\"ls\",\"env\":{\"A\":\"x\\u0000\"}}"
            + " | E_NUL line 1 /tasks/0/env/A: byte 2 is NUL; no variable can contain it",
        "{\"command\":\"ls\",\"env\":[]}"
            + " | E_TYPE line 1 /tasks/0/env: expected an object of texts, found an array",
        "{\"command\":\"ls\",\"tags\":[\"ok\",\"-x\"]}"
            + " | E_TAG line 1 /tasks/0/tags/1: '-x' is not [A-Za-z0-9][A-Za-z0-9._-]{0,62}",
        "{\"command\":\"ls\",\"tags\":\"gpu\"}"
            + " | E_TYPE line 1 /tasks/0/tags: expected an array of tags, found text",
        "{\"command\":\"ls\",\"tags\":[null]}"
            + " | E_TYPE line 1 /tasks/0/tags/0: expected a tag, found null",
        "{\"command\":\"ls\",\"cwd\":\"../x\"}"
            + " | E_CWD line 1 /tasks/0/cwd: '../x' is not an absolute path",
        "{\"command\":\"ls\",\"type\":\"perl\"}"
            + " | E_TYPE line 1 /tasks/0/type: unknown type 'perl' (shell, python, demo)",
        "{\"command\":\" \"} | E_EMPTY_COMMAND line 1 /tasks/0/command: the command is empty",
        "{\"command\":\"a\\u0000\"}"
            + " | E_NUL line 1 /tasks/0/command: byte 2 is NUL; no command can contain it",
        "{\"command\":\"a\\ud800\"}"
            + " | E_ENCODING line 1 /tasks/0/command: character 2 is half of a surrogate pair",
        "{\"priority\":1} | E_MISSING_FIELD line 1 /tasks/0/command: a task needs a command",
        "5 | E_TYPE line 1 /tasks/0: expected a task object, found a number"
      })
  void aMistakeInATaskHasItsPathAndTheNextTaskIsRead(String task, String message) {
    Reading reading = Reading.of("{\"tasks\":[" + task + ",{\"command\":\"next\"}]}", JSON);

    assertThat(reading.said()).containsExactly(message);
    assertThat(reading.commands()).containsExactly("next");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{                     | E_JSON line 1: column 2: unexpected end",
        "{} | E_MISSING_FIELD line 1 /tasks: a job needs tasks",
        "{\"tasks\":5} | E_TYPE line 1 /tasks: expected an array of tasks, found a number",
        "{\"tasks\":[],\"tasks\":[]}"
            + " | E_DUPLICATE_KEY line 1 /tasks: the field 'tasks' comes twice",
        "{\"task\":[],\"tasks\":[]}"
            + " | E_UNKNOWN_FIELD line 1 /task: unknown field 'task'; did you mean tasks?",
        "{\"tasks\":[],\"cpus\":1}"
            + " | E_UNKNOWN_FIELD line 1 /cpus: unknown field 'cpus'; it belongs into a task",
        "{\"tasks\":[],\"name\":\"a\\u001b\"}"
            + " | E_NAME line 1 /name: the job name 'a\\x1b' contains a control character",
        "{\"tasks\":[],\"name\":\"\"}"
            + " | E_NAME line 1 /name: a job name has 1 to 200 characters, this one none",
        "{\"tasks\":[],\"limit\":0}"
            + " | E_RANGE line 1 /limit: 0 is not an integer in 1..1000000",
        "{\"tasks\":[],\"after\":[12]}"
            + " | E_TYPE line 1 /after: expected a number, found an array",
        "{\"tasks\":[],\"after\":0}"
            + " | E_RANGE line 1 /after: a job id is a whole number above zero",
        "{\"tasks\":[],\"not_before\":\"soon\"}"
            + " | E_RANGE line 1 /not_before: 'soon' is not a time such as 2026-01-31T08:00:00Z",
        "{\"tasks\":[],\"not_before\":\"+10000-01-01T00:00:00Z\"}"
            + " | E_RANGE line 1 /not_before: '+10000-01-01T00:00:00Z' is not a time such as"
            + " 2026-01-31T08:00:00Z",
        "{\"tasks\":[]} x | E_JSON line 1: column 15: Unrecognized token 'x'",
        "{\"tasks\":[]} {} | E_JSON line 1: text follows the end of the object",
        "[] | E_TYPE line 1: expected an object with tasks, found an array",
        "`` | E_JSON line 1: column 1: unexpected end"
      })
  void aMistakeInTheJobHasItsPath(String body, String message) {
    assertThat(Reading.of(body, JSON).said()).containsExactly(message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{\"tasks\":[{\"command\":", "{\"name\":", "{\"x\":"})
  void deepNestingIsRefused(String before) {
    assertThat(Reading.of(before + "[".repeat(10_000), JSON).codes()).contains("E_JSON_DEPTH");
    assertThat(Reading.of(before + "{\"a\":".repeat(10_000), JSON).codes())
        .containsAnyOf("E_JSON_DEPTH", "E_MISSING_FIELD")
        .contains("E_JSON_DEPTH");
  }

  @Test
  void syntaxErrorsSayWhere() {
    Reading reading = Reading.of("{\"tasks\": [\n {\"command\": \"ls\"},\n {oops}]}", JSON);

    assertThat(reading.commands()).containsExactly("ls");
    assertThat(reading.said())
        .hasSize(1)
        .first()
        .asString()
        .startsWith("E_JSON line 3: column 3: Unexpected character ('o' (code 111))");
  }

  @Test
  void aBrokenLineOfNdjsonDoesNotEndTheReading() {
    String text =
        """
        # comment
        {"command":"a"}
        {"command":
        [1]
        {"command":"b"} x

        {"cmd":1}
        {"command":"c"}
        """;

    Reading reading = Reading.of(text, AUTO);

    assertThat(reading.commands()).containsExactly("a", "c");
    assertThat(reading.codes()).containsExactly("E_JSON", "E_TYPE", "E_JSON", "E_UNKNOWN_FIELD");
    assertThat(reading.mistakes()).extracting(Mistake::line).containsExactly(3L, 4L, 5L, 7L);
    assertThat(reading.mistakes().get(3).path()).isEqualTo("/cmd");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"command\":\"a\"}                                   | a",
        "{\"priority\":1,\"env\":{},\"command\":\"a\"}         | a",
        "{\"priority\":1,\"tasks\":[{\"command\":\"a\"}]}      | a",
        "{\"env\":{\"command\":\"x\"},\"tasks\":[{\"command\":\"a\"}]} | a",
        "{ \"command\": \"a\" }                                | a",
        "{ \"name\" : \"command\", \"tasks\":[{\"command\":\"a\"}]} | a",
        "{ echo; }                                             | { echo; }"
      })
  void theFormIsToldFromTheBeginning(String text, String command) {
    assertThat(Reading.of(text, AUTO).commands()).containsExactly(command);
  }

  @Test
  void bytesThatAreNotUtf8EndTheBodyWithTheirPlace() {
    byte[] body = "{\"tasks\":[{\"command\":\"ls\"},\n{\"command\":\"l?\"}]}".getBytes(UTF_8);
    body[body.length - 5] = (byte) 0xff;

    Reading reading = Reading.of(body, JSON);

    assertThat(reading.commands()).containsExactly("ls");
    assertThat(reading.said())
        .containsExactly("E_ENCODING line 2: byte 0xff at column 14 is not UTF-8");
  }

  @Test
  void longTextsAreRefusedInBoundedMemory() {
    String mib = "x".repeat(1 << 20);

    assertThat(Reading.of("{\"command\":\"" + mib + "\"}", NDJSON).said())
        .singleElement()
        .asString()
        .startsWith("E_COMMAND_TOO_LONG line 1 /command: 1048576 bytes, limit 65536");
    assertThat(Reading.of("{\"tasks\":[{\"command\":\"" + mib + mib + mib + "\"}]}", JSON).codes())
        .containsExactly("E_COMMAND_TOO_LONG");
    assertThat(Reading.of("{\"tasks\":[],\"name\":\"" + mib + "\"}", JSON).codes())
        .containsExactly("E_NAME");
  }

  @Test
  void aTinyNumberCostsNoTime() {
    assertThat(
            Reading.of("{\"command\":\"a\",\"mem_gb\":1e-999999999,\"cpus\":1e-99}", NDJSON)
                .tasks())
        .extracting(TaskSpec::needs)
        .containsExactly(new Resources(1, 1));
  }

  @Test
  void moreTasksThanTheLimitAreRefused() {
    String task = "{\"command\":\"ls\"}";
    ByteArrayInputStream in =
        new ByteArrayInputStream(
            ("{\"tasks\":[" + String.join(",", task, task, task) + "]}").getBytes(UTF_8));

    Reading reading = Reading.of(in, JSON, Reading.NO_JOB, new Limits(1000, 2), 10);

    assertThat(reading.tasks()).hasSize(2);
    assertThat(reading.said())
        .containsExactly("E_TOO_LARGE line 1 /tasks/2: more than 2 tasks; split the submission");
  }

  @Test
  void anEnvironmentIsBounded() {
    StringBuilder env = new StringBuilder("\"A\":\"x\"");
    for (int i = 0; i < 1500; i++) {
      env.append(",\"A").append(i).append("\":\"\"");
    }
    assertThat(Reading.of("{\"command\":\"ls\",\"env\":{" + env + "}}", NDJSON).codes())
        .isNotEmpty()
        .containsOnly("E_RANGE");
  }
}
