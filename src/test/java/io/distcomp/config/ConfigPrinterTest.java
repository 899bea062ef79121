package io.distcomp.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a person sees of the effective configuration. */
class ConfigPrinterTest {
  @TempDir Path folder;

  @Test
  void everyKeyHasALineInTheOrderOfTheDocumentation() throws ConfigException {
    assertThat(print("{}").lines().map(line -> line.replaceFirst(" .*", "")))
        .containsExactlyElementsOf(Keys.names());
  }

  @Test
  void whatTheFileDoesNotGiveIsMarked() throws ConfigException {
    assertThat(print("{\"max_lost\": 3, \"tags\": [\"gpu\"], \"lease_seconds\": 2.50}").lines())
        .contains(line("max_lost", "3"))
        .contains(line("tags", "[\"gpu\"]"))
        .contains(line("lease_seconds", "2.5"))
        .contains(line("queue", "\"default\"  (default)"))
        .contains(line("log_file", "none  (default)"))
        .contains(line("redis_pass", "\"\"  (default)"));
  }

  @Test
  void whatComesFromAUrlIsMarked() throws ConfigException {
    assertThat(print("{\"redis_host\": \"rediss://u:p@node0:7000/4\"}").lines())
        .contains(line("redis_host", "\"rediss://node0:7000\""))
        .contains(line("redis_port", "7000  (from redis_host)"))
        .contains(line("redis_pass", "\"********\"  (from redis_host)"))
        .contains(line("redis_db", "4  (from redis_host)"))
        .contains(line("redis_user", "\"u\"  (from redis_host)"));
  }

  @Test
  void whatComesFromAPasswordFileIsMarked() throws ConfigException {
    ConfFolder.in(folder).write("pass", "unusual".getBytes(StandardCharsets.UTF_8), "rw-------");
    assertThat(print("{\"redis_pass_file\": \"pass\"}").lines())
        .contains(line("redis_pass", "\"********\"  (from redis_pass_file)"))
        .contains(line("redis_pass_file", "\"pass\""));
  }

  private String print(String text) throws ConfigException {
    return ConfigPrinter.print(ConfFolder.in(folder).reading(text));
  }

  private static String line(String key, String rest) {
    return String.format("%-34s%s", key, rest);
  }
}
