package io.distcomp.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.distcomp.testkit.NodeProcessConf;
import io.distcomp.testkit.NodeProcessHome;
import io.distcomp.testkit.NodeProcessLogs;
import io.distcomp.testkit.RedisServer;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * {@code node deploy-ssh} with an {@code ssh} that runs what it is given here, in a HOME for each
 * host; the nodes are real.
 */
@Timeout(300)
@ExtendWith(NodeProcessLogs.class)
class DeploySshIT {

  private static final Duration LIMIT = Duration.ofSeconds(60);

  /**
   * As sshd does it: the command in a fresh environment, by the user's shell. Each call leaves a
   * file, because hosts are called at the same time.
   */
  private static final String SSH =
      """
      #!/bin/sh
      printf '%s ' "$@" >"$(mktemp 'FOLDER/calls/XXXXXXXX')"
      while [ "$1" != -- ]; do shift; done
      host=${2#*@}
      [ "$host" != down ] || { echo 'ssh: connect to host down port 22: Connection refused' >&2; exit 255; }
      shift 2
      mkdir -p "FOLDER/$host" && cd "FOLDER/$host" || exit 1
      exec env -i PATH='PATH_HERE' HOME="FOLDER/$host" /bin/sh -c "$*"
      """;

  @RegisterExtension static final RedisServer REDIS = RedisServer.create();

  @TempDir Path folder;
  private final NodeProcessHome caller = NodeProcessHome.create();
  private Path conf;

  @BeforeEach
  void prepare() throws IOException {
    Files.createDirectory(folder.resolve("calls"));
    Path bin = Files.createDirectory(folder.resolve("bin"));
    String text = SSH.replace("FOLDER", folder.toString()).replace("PATH_HERE", path());
    Path ssh = Files.writeString(bin.resolve("ssh"), text);
    Files.setPosixFilePermissions(ssh, PosixFilePermissions.fromString("rwx------"));
    conf =
        caller.write(
            "worker.json", NodeProcessConf.of("@HOST@").redis(REDIS.url()).json().encode());
  }

  private static String path() {
    Path java = Path.of(ProcessHandle.current().info().command().orElseThrow()).getParent();
    return java + ":/usr/local/bin:/usr/bin:/bin";
  }

  @AfterEach
  void endNodes() throws IOException {
    for (String host : List.of("alpha", "beta")) {
      Optional<ProcessHandle> node = node(host);
      node.ifPresent(ProcessHandle::destroy);
      node.ifPresent(n -> n.onExit().orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS).join());
    }
    caller.close();
  }

  private Optional<ProcessHandle> node(String host) throws IOException {
    Path file = folder.resolve(host + "/distcomp/node.pid");
    return Files.exists(file)
        ? ProcessHandle.of(Long.parseLong(Files.readString(file).strip()))
            .filter(ProcessHandle::isAlive)
        : Optional.empty();
  }

  private record Ended(int exitCode, List<String> out, String err) {}

  private Ended deploy(String... words) throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(List.of("node", "deploy-ssh", "-conf", conf.toString()));
    all.addAll(List.of(words));
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    ProcessBuilder builder = caller.builder(List.of(), all);
    builder.environment().put("PATH", folder.resolve("bin") + ":" + path());
    Process process = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    assertThat(process.waitFor(LIMIT.toSeconds() * 2, TimeUnit.SECONDS)).isTrue();
    return new Ended(process.exitValue(), Files.readAllLines(out), Files.readString(err));
  }

  private long calls(String part) throws IOException {
    long found = 0;
    try (DirectoryStream<Path> calls = Files.newDirectoryStream(folder.resolve("calls"))) {
      for (Path call : calls) {
        found += Files.readString(call).contains(part) ? 1 : 0;
      }
    }
    return found;
  }

  @Test
  void nodesAreStartedOnEachHostAndTheSecondTimeNothingIsCopied() throws Exception {
    Path hosts = caller.write("hosts", "# the rack\nalpha user@beta # two\n\ndown\n");

    Ended first = deploy("@" + hosts);

    assertThat(first.exitCode()).isEqualTo(69);
    assertThat(first.out())
        .hasSize(2)
        .anySatisfy(line -> assertThat(line).matches("alpha: started \\(pid \\d+\\)"))
        .anySatisfy(line -> assertThat(line).matches("user@beta: started \\(pid \\d+\\)"));
    assertThat(first.err())
        .contains("down: failed: ssh: connect to host down port 22: Connection refused");
    assertThat(REDIS.cli("HKEYS", "dc:{default}:nodes").lines())
        .containsExactlyInAnyOrder("alpha", "beta");
    assertThat(Files.getPosixFilePermissions(folder.resolve("alpha/distcomp/conf.json")))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    assertThat(calls("BatchMode=yes")).isEqualTo(calls("")).isPositive();
    assertThat(calls(".jar.part")).isEqualTo(2);

    Ended second = deploy("alpha", "user@beta");

    assertThat(second.exitCode()).isZero();
    assertThat(second.out()).hasSize(2).allMatch(line -> line.contains(": runs already (pid "));
    assertThat(calls(".jar.part")).as("the jar was copied once").isEqualTo(2);

    ProcessHandle before = node("alpha").orElseThrow();
    assertThat(deploy("--restart", "alpha").out()).singleElement().asString().contains("started");
    // It may still have an entry, without a command line, until whoever inherited it has asked.
    assertThat(before.info().commandLine()).as("the node before has ended").isEmpty();
    assertThat(node("alpha")).isPresent();
  }

  static Stream<String> hostile() {
    return Stream.of(
        "-oProxyCommand=touch pwned", "a;b", "a b", "$(touch pwned)", "x@-oa", "a@b@c", "");
  }

  @ParameterizedTest
  @MethodSource("hostile")
  void whatIsNoHostIsRefusedBeforeAnythingIsDone(String word) throws Exception {
    Ended ended = deploy("--", word);

    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(ended.err()).contains("is not HOST or USER@HOST");
    assertThat(calls("")).isZero();
  }

  @Test
  void aNodeThatCannotStartIsReportedWithItsReason() throws Exception {
    conf =
        caller.write(
            "worker.json",
            NodeProcessConf.of("@HOST@")
                .redis(REDIS.url())
                .with("lease_second", 1)
                .json()
                .encode());

    Ended ended = deploy("alpha");

    assertThat(ended.exitCode()).isEqualTo(69);
    assertThat(ended.err()).contains("alpha: failed: the node ended:").contains("did you mean");
  }

  @Test
  void aConfThatWouldMakeAQueueForEachHostIsRefused() throws Exception {
    conf = caller.write("worker.json", "{}");
    assertThat(deploy("alpha").exitCode()).isEqualTo(78);
    conf = caller.write("worker.json", "{\"redis_host\": \"h\", \"node_name\": \"n\"}");

    Ended ended = deploy("alpha");

    assertThat(ended.exitCode()).isEqualTo(78);
    assertThat(ended.err()).contains("all nodes would have one node_name");
    assertThat(calls("")).isZero();
  }
}
