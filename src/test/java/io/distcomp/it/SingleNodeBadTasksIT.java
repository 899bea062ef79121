package io.distcomp.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.distcomp.testkit.NodeProcess;
import io.distcomp.testkit.NodeProcessConf;
import io.distcomp.testkit.NodeProcessHome.Ended;
import io.distcomp.testkit.NodeProcessLogs;
import io.distcomp.testkit.TestClient;
import io.distcomp.testkit.TestClient.Answer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Files of tasks with mistakes, and odd ones without, through HTTP and the command line. */
@ExtendWith(NodeProcessLogs.class)
class SingleNodeBadTasksIT {

  private static final String GOOD = "shell:1:0:0:echo good\n\n";
  private static final int BAD_LINE = 3;
  private static final int CHUNK = 1 << 20;
  private static final int CHUNKS = 300;

  private static NodeProcess node;
  private static TestClient client;

  @BeforeAll
  static void start() {
    node = NodeProcess.start(NodeProcessConf.of("strict"));
    client = node.client();
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  static Stream<Arguments> badLines() {
    return Stream.of(
        arguments("E_FIELDS", "shell:4:2:2", "4 fields"),
        arguments("E_PRIORITY", "shell:x:2:2:ls", "'x'"),
        arguments("E_DRAM", "shell:4:-1:2:ls", "-1"),
        arguments("E_DRAM", "shell:4:99999999999999999999:2:ls", "99999999999999999999"),
        arguments("E_TYPE", "perl:1:1:1:ls", "'perl'"),
        arguments("E_EMPTY_COMMAND", "shell:1:1:1:", ""),
        arguments("E_EMPTY_COMMAND", "shell:1:1:1:   ", ""),
        arguments("E_NUL", "shell:1:1:1:echo a\0b", "NUL"),
        arguments("E_COMMAND_TOO_LONG", "shell:1:1:1:" + "x".repeat(CHUNK), "1048576"),
        // In ISO-8859-1 this is the byte 0xff.
        arguments("E_ENCODING", "shell:1:1:1:echo \u00ff", "0xff"));
  }

  @ParameterizedTest(name = "{0} {2}")
  @MethodSource("badLines")
  void aMistakeIsNamedWithItsLineAndNothingIsStored(String code, String line, String says)
      throws IOException {
    byte[] file = (GOOD + line + "\nshell:1:0:0:echo also good\n").getBytes(ISO_8859_1);
    Answer answer = client.send("POST", "/jobs", "text/plain", file);
    assertThat(answer.status()).as(answer.text()).isEqualTo(422);
    JsonObject error = answer.json().getJsonObject("error");
    assertThat(error.getString("code")).isEqualTo(code);
    assertThat(error.getString("message")).startsWith("line " + BAD_LINE + ": ").contains(says);
    JsonArray rejected = answer.json().getJsonArray("rejected");
    assertThat(rejected).hasSize(1);
    assertThat(rejected.getJsonObject(0).getInteger("line")).isEqualTo(BAD_LINE);
    assertThat(rejected.getJsonObject(0).getString("code")).isEqualTo(code);

    Path path = Files.write(node.home().directory().resolve("bad.txt"), file);
    Ended submit = node.cli("submit", path.toString());
    assertThat(submit.exitCode()).as(submit.err()).isEqualTo(65);
    assertThat(submit.err()).contains("bad.txt:" + BAD_LINE + ": " + code + ": ").contains(says);
    assertThat(client.jobs()).noneMatch(SingleNodeBadTasksIT::isBad);
  }

  /** Only the tests of accepted files make jobs, and these have other names. */
  private static boolean isBad(Object job) {
    String name = ((JsonObject) job).getString("name");
    return name.equals("bad.txt") || name.startsWith("job-");
  }

  @Test
  void aLineThatDoesNotEndIsRefusedInBoundedMemory() {
    byte[] xs = "x".repeat(CHUNK).getBytes(UTF_8);
    Answer answer =
        client.send(
            "POST",
            "/jobs?name=endless",
            "text/plain",
            BodyPublishers.ofInputStream(() -> endless(xs)));
    assertThat(answer.status()).as(answer.text()).isEqualTo(422);
    JsonObject error = answer.json().getJsonObject("error");
    assertThat(error.getString("code")).isEqualTo("E_LINE_TOO_LONG");
    assertThat(error.getString("message")).startsWith("line 1: ");
    assertThat(node.isAlive()).isTrue();
    assertThat(client.isReady()).isTrue();
    assertThat(names()).doesNotContain("endless");
  }

  /** More than the node's whole heap. */
  private static InputStream endless(byte[] xs) {
    InputStream start = new ByteArrayInputStream("shell:1:1:1:echo ".getBytes(UTF_8));
    return new SequenceInputStream(
        Collections.enumeration(
            Stream.concat(
                    Stream.of(start),
                    Stream.generate(() -> new ByteArrayInputStream(xs)).limit(CHUNKS))
                .toList()));
  }

  @Test
  void allMistakesAreReportedAtOnce() {
    String file = "shell:1:0:0:ls\nshell:1\nperl:1:1:1:ls\nshell:1:1:x:ls\n";
    Answer answer = client.send("POST", "/jobs", "text/plain", file.getBytes(UTF_8));
    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.json().getJsonArray("rejected"))
        .extracting(mistake -> ((JsonObject) mistake).getString("code"))
        .containsExactly("E_FIELDS", "E_TYPE", "E_CPU");
    assertThat(client.jobs()).noneMatch(SingleNodeBadTasksIT::isBad);
  }

  @Test
  void colonsInACommandAreTheCommands() {
    JsonObject answer = client.submitTo("colons", List.of("shell:1:1:1:echo a:b:c"));
    long job = TestClient.jobId(answer);
    client.awaitJob(job);
    assertThat(client.task(job + ".1").getString("command")).isEqualTo("echo a:b:c");
    assertThat(client.stdoutText(job + ".1")).isEqualTo("a:b:c\n");
  }

  @Test
  void aMarkAtTheStartAndLineEndsOfWindowsAreTakenOff() {
    String file = "\ufeffshell:1:0:0:echo one\r\nshell:1:0:0:echo two\r\n";
    Answer answer = client.send("POST", "/jobs?name=windows", "text/plain", file.getBytes(UTF_8));
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    long job = TestClient.jobId(answer.json());
    client.awaitJob(job);
    assertThat(client.stdoutText(job + ".1")).isEqualTo("one\n");
    assertThat(client.stdoutText(job + ".2")).isEqualTo("two\n");
  }

  @Test
  void theSameLineTwiceIsOneTask() {
    JsonObject answer =
        client.submitTo("twice", List.of("shell:1:0:0:echo same", "shell:1:0:0:echo same"));
    assertThat(answer.getInteger("accepted")).isEqualTo(1);
    assertThat(answer.getInteger("duplicates")).isEqualTo(1);
    assertThat(client.tasks(TestClient.jobId(answer))).hasSize(1);
  }

  private static List<String> names() {
    return client.jobs().stream().map(job -> ((JsonObject) job).getString("name")).toList();
  }
}
