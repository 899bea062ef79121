package io.distcomp.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which node and which token a call uses. */
class DiscoveryTest {

  private static final long DEAD = 4_194_305L;

  @TempDir Path home;

  @Test
  void withoutAnyHintItIsTheUsualAddressAndToken() {
    Target target = find(Map.of(), new TargetOptions());
    assertThat(target.url()).isEqualTo(URI.create("http://127.0.0.1:8080"));
    assertThat(target.tokenFile()).isEqualTo(home.resolve(".distcomp/token"));
    assertThat(target.tokenIsNamed()).isFalse();
  }

  @Test
  void theOnlyLivingNodeIsFoundWithItsToken() throws IOException {
    nodeFile("alive", 9001, ProcessHandle.current().pid());
    nodeFile("dead", 9002, DEAD);
    Files.writeString(home.resolve(".distcomp/nodes/damaged.json"), "{");
    Target target = find(Map.of(), new TargetOptions());
    assertThat(target.url()).isEqualTo(URI.create("http://127.0.0.1:9001"));
    assertThat(target.tokenFile()).isEqualTo(Path.of("/t/alive"));
  }

  @Test
  void amongSeveralNodesTheUserChoosesUnlessOneIsAtTheUsualAddress() throws IOException {
    nodeFile("one", 9001, ProcessHandle.current().pid());
    nodeFile("two", 9002, ProcessHandle.current().pid());
    assertThatThrownBy(() -> find(Map.of(), new TargetOptions()))
        .isInstanceOf(CliException.class)
        .hasMessageContaining("one at http://127.0.0.1:9001")
        .hasMessageContaining("--url");
    nodeFile("usual", 8080, ProcessHandle.current().pid());
    assertThat(find(Map.of(), new TargetOptions()).tokenFile()).isEqualTo(Path.of("/t/usual"));
  }

  @Test
  void whatIsSaidWinsOverTheEnvironmentAndThatOverTheNodeFile() throws IOException {
    nodeFile("alive", 9001, ProcessHandle.current().pid());
    Map<String, String> environment =
        Map.of("DISTCOMP_URL", "http://a:1/", "DISTCOMP_TOKEN_FILE", "~/t");
    Target byEnvironment = find(environment, new TargetOptions());
    assertThat(byEnvironment.url()).isEqualTo(URI.create("http://a:1"));
    assertThat(byEnvironment.tokenFile()).isEqualTo(home.resolve("t"));
    assertThat(byEnvironment.tokenIsNamed()).isTrue();
    TargetOptions said = new TargetOptions();
    said.url = "https://b:2";
    said.tokenFile = "x";
    assertThat(find(environment, said))
        .isEqualTo(new Target(URI.create("https://b:2"), home.resolve("x"), true, null));
  }

  @Test
  void homeIsTheVariableOnlyIfItIsAnAbsolutePath() {
    assertThat(Caller.ofProcess(Map.of("HOME", "/h")).home()).isEqualTo(Path.of("/h"));
    assertThat(Caller.ofProcess(Map.of("HOME", "h")).home())
        .isEqualTo(Path.of(System.getProperty("user.home")));
  }

  private Target find(Map<String, String> environment, TargetOptions options) {
    return new NodeFinder(new Caller(environment, home, home)).find(options);
  }

  private void nodeFile(String name, int port, long pid) throws IOException {
    Path directory = Files.createDirectories(home.resolve(".distcomp/nodes"));
    Files.writeString(
        directory.resolve(name + ".json"),
        "{\"url\":\"http://127.0.0.1:%d\",\"pid\":%d,\"token_file\":\"/t/%s\"}"
            .formatted(port, pid, name));
  }
}
