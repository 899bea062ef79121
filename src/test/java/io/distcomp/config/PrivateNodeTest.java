package io.distcomp.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The configuration of a node that no file describes. */
class PrivateNodeTest {
  private static final long GB = ConfFolder.GB;

  @TempDir Path folder;

  @Test
  void aPrivateNodeNeedsNoFile() {
    Path data = folder.resolve("data");
    Config config = ConfigFile.privateNode("h-run-7", data, folder, conf().machine());
    assertThat(config.file()).isNull();
    assertThat(config.directory()).isEqualTo(folder);
    assertThat(config.node().name()).isEqualTo("h-run-7");
    assertThat(config.node().dataDir()).isEqualTo(data);
    assertThat(config.node().resultDir()).isEqualTo(data.resolve("results"));
    assertThat(config.redis().embedded()).isTrue();
    assertThat(config.redis().port()).isZero();
    assertThat(config.http().port()).isZero();
    assertThat(config.cluster().enabled()).isFalse();
    assertThat(config.warnings()).isEmpty();
  }

  @Test
  void aPrivateNodeMakesItsNameFitAndLivesWithoutHome() {
    Machine homeless = new Machine(null, "", "n", 4 * GB, 1);
    Path data = folder.resolve("data");
    Config config = ConfigFile.privateNode("x".repeat(80) + " run-12", data, folder, homeless);
    assertThat(config.node().name()).hasSize(63).endsWith("x-run-12");
    assertThat(config.http().tokenFile()).isEqualTo(data.resolve("token"));
  }

  @Test
  void aPrivateNodeInAPlaceThatIsAFileIsABug() {
    conf().write("f", "x".getBytes(StandardCharsets.UTF_8), "rw-------");
    assertThatThrownBy(() -> Config.privateNode("n", folder.resolve("f"), folder))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("data_dir is a file");
  }

  private ConfFolder conf() {
    return ConfFolder.in(folder);
  }
}
