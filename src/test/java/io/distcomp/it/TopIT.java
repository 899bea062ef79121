package io.distcomp.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.distcomp.testkit.NodeProcess;
import io.distcomp.testkit.NodeProcessConf;
import io.distcomp.testkit.NodeProcessLogs;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * {@code top} on a terminal of its own, made by {@code script}: what it draws and leaves behind.
 */
@ExtendWith(NodeProcessLogs.class)
class TopIT {

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String ENTER = "\u001b[?1049h";
  private static final String LEAVE = "\u001b[?1049l";
  private static final Pattern COLOUR = Pattern.compile("\u001b\\[[0-9;]*3[0-9]m");

  private static NodeProcess node;
  private Process script;
  private File typed;

  @BeforeAll
  static void start() {
    node = NodeProcess.start(NodeProcessConf.of("shown").with("max_retry_per_task", 1));
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  @AfterEach
  void end() throws Exception {
    if (script != null && script.isAlive()) {
      script.descendants().forEach(ProcessHandle::destroyForcibly);
      script.destroyForcibly();
      assertThat(script.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void itFollowsTheQueueAndPutsTheTerminalBack() throws Exception {
    top(Map.of());
    awaitText(ENTER);
    awaitText("live");
    // A name without a letter of what stood there before: only changes are drawn.
    assertThat(
            node.home()
                .run("submit", "--url", node.url(), "--name", "zzzzzz", "--", "exit", "3")
                .exitCode())
        .isZero();
    awaitText("zzzzzz");
    assertThat(text()).containsPattern(COLOUR);
    type("p");
    awaitText("PAUSED");
    int before = count(ENTER);
    resize();
    Waiting.atMost(LIMIT, "drawn anew").until(() -> count(ENTER) > before);
    type("q");
    assertPutBack();
  }

  @Test
  void ctrlCPutsTheTerminalBackAndNoColorIsKept() throws Exception {
    node.client().submit("shell:1:0:0:exit 4");
    top(Map.of("NO_COLOR", "1"));
    awaitText("failed for good");
    type("\u0003");
    assertPutBack();
    assertThat(text()).doesNotContainPattern(COLOUR);
  }

  @Test
  void aSignalPutsTheTerminalBack() throws Exception {
    top(Map.of());
    awaitText("live");
    assertThat(java().destroy()).isTrue();
    assertPutBack();
  }

  @Test
  void aTerminalThatGoesAwayEndsIt() throws Exception {
    top(Map.of());
    awaitText("live");
    ProcessHandle java = java();
    script.destroyForcibly();
    java.onExit().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    assertThat(java.isAlive()).isFalse();
  }

  private void top(Map<String, String> more) throws IOException {
    ProcessBuilder java = node.home().builder(List.of(), List.of("top", "--url", node.url()));
    String line = java.command().stream().map(TopIT::quoted).collect(Collectors.joining(" "));
    typed = Files.createTempFile(node.home().directory(), "screen-", ".txt").toFile();
    ProcessBuilder builder =
        new ProcessBuilder("script", "-qefc", line + "; echo exit=$?; stty -a", "/dev/null")
            .redirectErrorStream(true)
            .redirectOutput(typed);
    builder.environment().clear();
    builder.environment().putAll(java.environment());
    // Of all shells the strictest: a signal for the terminal's group ends it before it says more.
    builder
        .environment()
        .putAll(Map.of("TERM", "xterm-256color", "LC_ALL", "C.UTF-8", "SHELL", "/bin/sh"));
    builder.environment().remove("NO_COLOR");
    builder.environment().putAll(more);
    script = builder.start();
  }

  private void type(String keys) throws IOException {
    OutputStream to = script.getOutputStream();
    to.write(keys.getBytes(StandardCharsets.UTF_8));
    to.flush();
  }

  private void resize() throws Exception {
    Path terminal = Files.readSymbolicLink(Path.of("/proc/" + java().pid() + "/fd/0"));
    Process stty =
        new ProcessBuilder("stty", "-F", terminal.toString(), "rows", "40", "cols", "100")
            .inheritIO()
            .start();
    assertThat(stty.waitFor()).isZero();
  }

  private ProcessHandle java() {
    return script
        .descendants()
        .filter(each -> each.info().command().orElse("").endsWith("java"))
        .findFirst()
        .orElseThrow();
  }

  private void assertPutBack() throws Exception {
    assertThat(script.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).as(text()).isTrue();
    String left = text().substring(text().lastIndexOf(LEAVE));
    assertThat(left).contains("exit=0").containsPattern(" icanon ").containsPattern(" echo ");
    assertThat(left).contains("intr = ^C; ", "susp = ^Z").doesNotContain(ENTER);
    assertThat(text()).contains("\u001b[?25l").contains("\u001b[?25h");
  }

  private void awaitText(String wanted) {
    Waiting.atMost(LIMIT, "the screen shows " + wanted).until(() -> text().contains(wanted));
  }

  private int count(String wanted) throws IOException {
    Matcher matcher = Pattern.compile(Pattern.quote(wanted)).matcher(text());
    int found = 0;
    while (matcher.find()) {
      found++;
    }
    return found;
  }

  private String text() throws IOException {
    return Files.readString(typed.toPath(), StandardCharsets.ISO_8859_1);
  }

  private static String quoted(String word) {
    return "'" + word.replace("'", "'\\''") + "'";
  }
}
