package io.distcomp;

import static org.assertj.core.api.Assertions.assertThat;

import io.distcomp.cli.ConfigSource;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfFilesTest {

  @TempDir Path folder;

  @Test
  void theDescriptionOfAConfFileHasTheWarningsOfAStart() throws Exception {
    String text = "{\"redis_host\": \"embedded\",\n \"auto_sleep_sec\": 5}\n";
    Path file = Files.writeString(folder.resolve("conf.json"), text);
    ConfigSource.Description description = new ConfFiles().describe(file);
    assertThat(description.text()).contains("redis_host");
    assertThat(description.warnings())
        .singleElement()
        .asString()
        .contains("conf.json:2:")
        .contains("auto_sleep_sec is not needed here");
    assertThat(description.warnings()).isEqualTo(new ConfFiles().read(file).warnings());
  }
}
