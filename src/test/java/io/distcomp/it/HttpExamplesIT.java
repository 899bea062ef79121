package io.distcomp.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.distcomp.testkit.NodeProcess;
import io.distcomp.testkit.NodeProcessConf;
import io.distcomp.testkit.NodeProcessLogs;
import io.distcomp.testkit.TestClient;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The curl examples of docs/http-api.md, run one after the other against a node as it says: on a
 * node named {@code vm}, with a tasks.txt of two tasks. A job that an example names and that none
 * before it made is there, with one task that waits.
 */
@Timeout(240)
@ExtendWith(NodeProcessLogs.class)
class HttpExamplesIT {

  private static final Path DOCUMENT = Path.of("docs", "http-api.md");
  private static final String ADDRESS = "http://127.0.0.1:8080";
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final int FEWEST = 11;

  /** The task that fails is waiting again, however long the examples before took. */
  private static final int ENDLESSLY = 1000;

  /** {@code /jobs/4}, {@code /tasks/2.1}, {@code job=2}. */
  private static final Pattern NAMED_JOB = Pattern.compile("(?:/jobs/|/tasks/|job=)([1-9]\\d*)");

  /** What differs from run to run: what is left out, a form by its name, an event's id. */
  private static final Pattern OPEN =
      Pattern.compile("\\w*\\.\\.\\.|\\b(?:STATUS|JOB|TASK|NODE)\\b|[0-9a-f]{16}-\\d+");

  private static NodeProcess node;
  private static TestClient client;
  private static String code = "";

  @BeforeAll
  static void start() {
    node = NodeProcess.start(NodeProcessConf.of("vm").with("max_retry_per_task", ENDLESSLY));
    client = node.client();
    node.home().write("tasks.txt", "shell:5:0.1:1:echo hi\nshell:5:0.1:1:exit 3\n");
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  @Test
  void everyExampleAnswersAsItSays() throws Exception {
    ShellExamples all = ShellExamples.in(DOCUMENT, "U=");
    List<ShellExamples.Example> curls =
        all.examples().stream().filter(e -> e.command().startsWith("curl ")).toList();
    assertThat(curls).hasSizeGreaterThanOrEqualTo(FEWEST);
    assertThat(all.prologue()).contains(ADDRESS, "Bearer");
    for (ShellExamples.Example example : curls) {
      prepare(example.command());
      run(all.prologue(), example);
    }
  }

  /** Each example stands for itself: the node takes tasks, and the jobs that it names exist. */
  private static void prepare(String command) {
    client.post("/nodes/vm/undrain");
    Waiting.atMost(LIMIT, "a node that takes tasks").until(client::isReady);
    Matcher named = NAMED_JOB.matcher(command);
    long most = named.results().map(m -> m.group(1)).mapToLong(Long::parseLong).max().orElse(0);
    // The first example that makes a job makes number two.
    long wanted = Math.max(1, most);
    while (client.jobs().size() < wanted) {
      client.submit(waiting());
    }
  }

  private static JsonObject waiting() {
    JsonObject task =
        new JsonObject().put("command", "true").put("tags", new JsonArray().add("nowhere"));
    return new JsonObject().put("tasks", new JsonArray().add(task));
  }

  private static void run(String prologue, ShellExamples.Example example) throws Exception {
    String script = filled(prologue + example.command());
    String text = isEndless(example) ? watched(script, example) : asked(script, example);
    for (String line : example.output()) {
      assertThat(text).as(where(example)).containsPattern(expected(line));
    }
    remember(text);
  }

  /** The answer. What only asks is asked until the task is where the document says it is. */
  private static String asked(String script, ShellExamples.Example example) {
    return Waiting.atMost(LIMIT, where(example))
        .until(() -> answer(script, example), text -> !isQuestion(example) || says(text, example));
  }

  private static boolean isQuestion(ShellExamples.Example example) {
    return Stream.of(" -X ", " -d ", " --data").noneMatch(example.command()::contains);
  }

  private static String answer(String script, ShellExamples.Example example) throws Exception {
    File out = output();
    Process shell = shell(script, out);
    try {
      Waiting.atMost(LIMIT, where(example)).until(() -> !shell.isAlive());
    } finally {
      end(shell);
    }
    String text = Files.readString(out.toPath());
    assertThat(shell.exitValue()).as(where(example) + "\n" + text).isZero();
    return sound(text, example);
  }

  private static String watched(String script, ShellExamples.Example example) throws Exception {
    File out = output();
    Process shell = shell(script, out);
    try {
      changeSomething(out);
      Waiting.atMost(LIMIT, where(example))
          .until(() -> !shell.isAlive() || says(Files.readString(out.toPath()), example));
    } finally {
      end(shell);
    }
    return sound(Files.readString(out.toPath()), example);
  }

  private static String sound(String text, ShellExamples.Example example) {
    assertThat(text).as(where(example)).doesNotContain("{\"error\"").doesNotContain("curl: ");
    return text;
  }

  private static String where(ShellExamples.Example example) {
    return DOCUMENT + ":" + example.line() + ": " + example.command();
  }

  private static File output() throws IOException {
    return Files.createTempFile(node.home().directory(), "curl", ".txt").toFile();
  }

  private static void end(Process shell) {
    shell.descendants().forEach(ProcessHandle::destroyForcibly);
    shell.destroyForcibly();
  }

  private static Process shell(String script, File out) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder("bash", "-c", "set -e\n" + script)
            .directory(node.home().directory().toFile())
            .redirectInput(new File("/dev/null"))
            .redirectErrorStream(true)
            .redirectOutput(out);
    builder.environment().put("HOME", node.home().directory().toString());
    return builder.start();
  }

  /** A stream that ends only when its reader has enough. */
  private static boolean isEndless(ShellExamples.Example example) {
    return example.command().contains("/events");
  }

  /** Once the stream is open: a retried task changes the job that the examples made. */
  private static void changeSomething(File out) {
    Waiting.atMost(LIMIT, "an open stream")
        .until(() -> Files.readString(out.toPath()).contains("event: snapshot"));
    client.submitTo("two", List.of("shell:5:0.1:1:echo more"));
  }

  private static boolean says(String text, ShellExamples.Example example) {
    return example.output().stream().allMatch(line -> expected(line).matcher(text).find());
  }

  private static String filled(String text) {
    String local = text.replace(ADDRESS, node.url());
    return code.isEmpty() ? local : local.replaceAll("\"code\":\"\\w+\\.\\.\\.\"", code());
  }

  private static String code() {
    return Matcher.quoteReplacement("\"code\":\"" + code + "\"");
  }

  /** The login that follows an example with a code uses that one. */
  private static void remember(String text) {
    Matcher given = Pattern.compile("\"code\":\"([^\"]+)\"").matcher(text);
    if (given.find()) {
      code = given.group(1);
    }
  }

  private static Pattern expected(String line) {
    String local =
        line.replace(ADDRESS, node.url())
            .replace("_8080=", "_" + URI.create(node.url()).getPort() + "=");
    StringBuilder regex = new StringBuilder();
    int from = 0;
    for (MatchResult open : OPEN.matcher(local).results().toList()) {
      regex.append(Pattern.quote(local.substring(from, open.start()))).append(".*");
      from = open.end();
    }
    return Pattern.compile(regex.append(Pattern.quote(local.substring(from))).toString());
  }
}
