package io.distcomp.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.distcomp.testkit.NodeProcess;
import io.distcomp.testkit.NodeProcessConf;
import io.distcomp.testkit.NodeProcessLogs;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The commands of README.md and docs/cli.md, typed into a shell of a machine named {@code vm}, with
 * {@code distcomp} on its PATH. What they print is what the document shows, but for times and
 * sizes.
 */
@Timeout(600)
@ExtendWith(NodeProcessLogs.class)
class CommandsIT {

  private static final Path CLI = Path.of("docs", "cli.md");
  private static final int LIMIT_S = 120;

  /** Those that another test runs, or that wait for somebody. */
  private static final List<String> ELSEWHERE =
      List.of(
          "distcomp top", "distcomp manager ", "distcomp retry 12 ", "distcomp node deploy-ssh ");

  private static NodeProcess node;
  private static Path folder;

  @BeforeAll
  static void start() throws IOException {
    node = NodeProcess.start(NodeProcessConf.of("vm").with("max_retry_per_task", 1));
    folder = node.home().directory();
    Files.createSymbolicLink(
        Files.createDirectory(folder.resolve("bin")).resolve("distcomp"),
        Path.of("bin", "distcomp").toAbsolutePath());
    node.home().write("tasks.txt", "shell:5:0.1:1:true\n");
    node.home().write("bad.txt", "shel:5:0.1:1:true\n");
    node.home()
        .write(
            "mixed.txt",
            """
            shell:5:0.1:1:2:sleep 9
            shell:5:0.1:1:echo oops >&2; exit 3
            shell:5:0.1:1:echo fine
            """);
    node.home().write("conf.json", "{\"redis_port\": 0, \"http_port\": 0}");
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  @Test
  void theExamplesOfTheCommandLinePrintWhatTheDocumentShows() throws Exception {
    for (int job = 1; job < 6; job++) { // the document is written in the life of a queue
      node.client().submitTo("before-" + job, List.of("shell:5:0.1:1:true"));
    }
    List<ShellExamples.Example> examples =
        ShellExamples.in(CLI, "source ").examples().stream()
            .filter(example -> ELSEWHERE.stream().noneMatch(example.command()::startsWith))
            .toList();
    assertThat(examples).hasSizeGreaterThanOrEqualTo(8);
    for (ShellExamples.Example example : examples) {
      run(example);
    }
  }

  private static void run(ShellExamples.Example example) throws Exception {
    String where = CLI + ":" + example.line() + ": " + example.command();
    Said said = shell(example.command(), folder);
    assertThat(said.exitCode()).as(where + "\n" + said.text()).isEqualTo(exitCode(example));
    List<String> printed = said.text().lines().map(CommandsIT::timeless).toList();
    for (String line : example.output()) {
      assertThat(printed).as(where).contains(timeless(line));
    }
  }

  private static int exitCode(ShellExamples.Example example) {
    String output = String.join("\n", example.output());
    return output.contains("nothing was stored") ? 65 : output.contains(" failed: ") ? 1 : 0;
  }

  /**
   * Without what differs from run to run: durations, sizes, folders, times of day, widths of
   * columns.
   */
  private static String timeless(String line) {
    return line.replaceAll("\\d+(\\.\\d+)? (ms|s|GB|MB)\\b", "N")
        .replaceAll("^directory .*", "directory")
        .replaceAll("\\d\\d:\\d\\d:\\d\\d", "T")
        .replaceAll(" {2,}", "  ")
        .strip();
  }

  @Test
  void completionIsLoadedAsTheDocumentSays() throws Exception {
    Said said = shell("source <(distcomp completion bash) && complete -p distcomp", folder);
    assertThat(said.exitCode()).as(said.text()).isZero();
    assertThat(said.text()).contains("distcomp");
  }

  @Test
  void theQuickstartOfTheReadmeEndsAsItShows() throws Exception {
    String readme = Files.readString(Path.of("README.md"));
    assertThat(readme).contains("java -jar target/distcomp-fat.jar run examples/tasks.txt");
    assertThat(Path.of(System.getProperty("distcomp.jar")))
        .isEqualTo(Path.of("target", "distcomp-fat.jar").toAbsolutePath());
    Path reader = Files.createDirectory(folder.resolve("reader")); // who has run nothing yet
    Said said =
        shell(
            "export HOME=" + reader + "\njava -jar target/distcomp-fat.jar run examples/tasks.txt",
            Path.of(""));
    assertThat(said.exitCode()).as(said.text()).isZero();
    assertThat(said.text())
        .contains(
            "takes tasks: ",
            "dashboard: http://127.0.0.1:",
            "job 1 (tasks.txt) finished: 40 finished of 40 tasks, in ",
            "INFO  distcomp: stopped");
  }

  @Test
  void theSecondTerminalOfTheReadmeEndsAsItShows() throws Exception {
    String command = "java -jar target/distcomp-fat.jar submit examples/tasks.txt --wait";
    assertThat(Files.readString(Path.of("README.md"))).contains(command);
    // The other document counts the jobs of its node.
    try (NodeProcess own = NodeProcess.start(NodeProcessConf.of("terminal"))) {
      Said said =
          shell(
              "export HOME="
                  + own.home().directory()
                  + " DISTCOMP_URL="
                  + own.url()
                  + "\n"
                  + command,
              Path.of(""));
      assertThat(said.exitCode()).as(said.text()).isZero();
      assertThat(said.text())
          .contains(
              "job 1 (tasks.txt): 40 tasks accepted",
              "job 1 (tasks.txt) finished: 40 finished of 40 tasks, in ");
    }
  }

  private record Said(int exitCode, String text) {}

  private static Said shell(String script, Path where) throws Exception {
    File out = Files.createTempFile(folder, "out-", ".txt").toFile();
    ProcessBuilder builder =
        new ProcessBuilder("bash", "-c", script)
            .directory(where.toAbsolutePath().toFile())
            .redirectInput(new File("/dev/null"))
            .redirectErrorStream(true)
            .redirectOutput(out);
    builder.environment().keySet().removeIf(name -> name.startsWith("DISTCOMP"));
    builder.environment().put("HOME", folder.toString());
    builder.environment().put("PATH", folder.resolve("bin") + ":" + System.getenv("PATH"));
    builder.environment().put("DISTCOMP_JAR", System.getProperty("distcomp.jar"));
    Process process = builder.start();
    if (!process.waitFor(LIMIT_S, TimeUnit.SECONDS)) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
      throw new AssertionError(script + " does not end: " + Files.readString(out.toPath()));
    }
    return new Said(process.exitValue(), Files.readString(out.toPath()));
  }
}
