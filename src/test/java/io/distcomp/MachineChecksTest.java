package io.distcomp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.distcomp.cli.NodeStartException;
import io.distcomp.config.Config;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MachineChecksTest {

  private static final int SOME_PID = 4711;

  @TempDir Path folder;
  private Path proc;
  private Config config;
  private long needed;

  @BeforeEach
  void aMachineWithoutFault() throws IOException {
    proc = Files.createDirectory(folder.resolve("proc"));
    config = Config.privateNode("node1", folder.resolve("home"), folder.resolve("conf"));
    needed = 256 + 8L * config.node().maxTasks();
    limits(Long.toString(needed), Long.toString(needed));
    uid(1000);
  }

  @Test
  void aMachineWithoutFaultGivesNoWarningAndGetsItsResultDir() throws Exception {
    assertThat(warnings(SOME_PID)).isEmpty();
    assertThat(config.node().resultDir()).isDirectory();
  }

  @Test
  void aHardLimitOfOpenFilesThatIsTooLowEndsTheStartWithBothNumbers() throws IOException {
    limits("100", Long.toString(needed - 1));

    assertThatThrownBy(() -> warnings(SOME_PID))
        .isInstanceOfSatisfying(
            NodeStartException.class, e -> assertThat(e.exitCode()).isEqualTo(78))
        .hasMessageContaining(needed - 1 + " files")
        .hasMessageContaining("needs " + needed)
        .hasMessageContaining("ulimit -Hn " + needed);
  }

  @Test
  void aSoftLimitThatJavaDidNotRaiseIsSaid() throws Exception {
    limits("100", "unlimited");

    assertThat(warnings(SOME_PID)).singleElement().asString().contains("100", "MaxFDLimit");
  }

  @Test
  void noLimitIsEnough() throws Exception {
    limits("unlimited", "unlimited");

    assertThat(warnings(SOME_PID)).isEmpty();
  }

  @Test
  void processOneNeedsAnInitAndRootIsTooMuch() throws Exception {
    uid(0);

    assertThat(warnings(1))
        .hasSize(2)
        .anySatisfy(warning -> assertThat(warning).contains("docker run --init"))
        .anySatisfy(warning -> assertThat(warning).contains("root"));
  }

  @Test
  void aSystemWithoutProcIsNotJudged() throws Exception {
    assertThat(new MachineChecks(folder.resolve("none"), SOME_PID).run(config)).isEmpty();
  }

  @Test
  void aResultDirThatIsAFileEndsTheStart() throws IOException {
    Files.createDirectories(config.node().resultDir().getParent());
    Files.writeString(config.node().resultDir(), "");

    assertThatThrownBy(() -> warnings(SOME_PID))
        .isInstanceOf(NodeStartException.class)
        .hasMessageContaining("result_dir")
        .hasMessageContaining(config.node().resultDir().toString());
  }

  @Test
  void aDataDirThatCannotBeMadeIsSaid() throws IOException {
    Path dataDir = config.node().dataDir();
    Files.createDirectories(dataDir.getParent());
    Files.writeString(dataDir, "");

    assertThatThrownBy(() -> MachineChecks.dataDir(config))
        .isInstanceOf(NodeStartException.class)
        .hasMessageContaining("data_dir " + dataDir);
  }

  @Test
  void thisProcessHasItsSoftLimitRaisedByJava() throws IOException {
    String line =
        Files.readString(Path.of("/proc/self/limits"))
            .lines()
            .filter(l -> l.startsWith("Max open files"))
            .findFirst()
            .orElseThrow();
    List<String> words = List.of(line.split(" +", -1));

    assertThat(words.get(3)).as(line).isEqualTo(words.get(4));
  }

  private List<String> warnings(long pid) throws NodeStartException {
    return new MachineChecks(proc, pid).run(config);
  }

  private void limits(String soft, String hard) throws IOException {
    Files.writeString(
        proc.resolve("limits"),
        "Limit                     Soft Limit           Hard Limit           Units     \n"
            + "Max processes             96365                96365                processes \n"
            + String.format("Max open files            %-20s %-20s files     \n", soft, hard));
  }

  private void uid(int uid) throws IOException {
    Files.writeString(proc.resolve("status"), "Name:\tjava\nUid:\t1000\t" + uid + "\t1000\t1000\n");
  }
}
