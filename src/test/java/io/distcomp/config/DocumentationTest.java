package io.distcomp.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Holds the documentation, the reader and the shipped file together. */
class DocumentationTest {
  private static final Path DOCUMENT = Path.of("docs/configuration.md");
  private static final Pattern ROW =
      Pattern.compile("\\| `([a-z_]+)` \\| ([^|]+) \\| ([^|]+) \\| ([^|]+) \\|");

  /** The promised keys; written down on their own, so that none is lost or renamed by accident. */
  private static final String PROMISED =
      """
      min_dram_gb_accept_new_task min_dram_gb_trigger_return max_task_per_worker
      max_retry_per_task default_task_timeout_seconds task_timeout_check_interval auto_sleep_sec
      sleep_sec_between_accepting_task health_report_interval result_dir
      redis_host redis_port redis_pass redis_db
      node_name data_dir redis_bind redis_appendfsync redis_user redis_pass_file redis_tls_ca_file
      queue http_host http_port http_auth http_token_file http_allowed_hosts
      http_tls_cert_file http_tls_key_file http_max_sse
      cluster_enabled cluster_host cluster_port bus_port trusted_network tags
      lease_seconds kill_grace_seconds drain_timeout_seconds max_lost retry_on_timeout
      output_inline_kb output_file_mb keep_finished_days keep_finished_tasks
      hook_command hook_url hook_events hook_secret_file hook_timeout_seconds hook_stalled_seconds
      scale_command scale_cooldown_seconds scale_timeout_seconds idle_exit_seconds
      log_level log_file log_format
      """;

  @TempDir Path folder;

  @Test
  void theReaderKnowsThePromisedKeysAndNoOthers() {
    assertThat(Keys.names()).containsExactly(PROMISED.strip().split("\\s+"));
  }

  @Test
  void theDocumentHasARowForEachKeyInTheSameOrder() throws IOException {
    assertThat(defaults().keySet()).containsExactlyElementsOf(Keys.names());
  }

  @Test
  void aDefaultThatTheDocumentGivesAsAValueIsTheDefault() throws IOException, ConfigException {
    List<String> effective =
        ConfigPrinter.print(ConfFolder.in(folder).reading("{}"))
            .lines()
            .map(line -> line.replaceAll(" +", " "))
            .toList();
    List<String> documented = new ArrayList<>();
    defaults()
        .forEach(
            (key, text) -> {
              if (text.matches("`[^`]+`")) {
                documented.add(key + " " + text.replace("`", "") + " (default)");
              }
            });
    assertThat(documented)
        .hasSizeGreaterThan(30)
        .allSatisfy(d -> assertThat(effective).contains(d));
  }

  @Test
  void rangesInTheDocumentAreTheRangesOfTheReader() throws IOException {
    Pattern range = Pattern.compile("([0-9.]+ to [0-9]+)$");
    List<String> checked = new ArrayList<>();
    for (Matcher row : rows()) {
      Matcher found = range.matcher(row.group(3));
      if (found.find()) {
        checked.add(row.group(1));
        assertThat(Keys.named(row.group(1)).type().expected())
            .as(row.group(1))
            .endsWith("from " + found.group(1));
      }
    }
    assertThat(checked).hasSizeGreaterThan(20);
  }

  @Test
  void everyKeyThatTheDocumentNamesInARuleExists() throws IOException {
    Matcher named = Pattern.compile("`([a-z]+_[a-z_]+)`").matcher(Files.readString(DOCUMENT));
    assertThat(named.results().map(r -> r.group(1)).distinct())
        .isNotEmpty()
        .allSatisfy(name -> assertThat(Keys.names()).contains(name));
  }

  @Test
  void theShippedFileIsValidAndSaysNothingDangerous() throws ConfigException, IOException {
    Path shipped = Path.of("conf.json");
    ConfigFile.Reading reading = ConfigFile.read(shipped, ConfFolder.in(folder).machine());
    assertThat(reading.config().warnings()).isEmpty();
    assertThat(reading.config().redis().embedded()).isTrue();
    assertThat(reading.config().file()).isEqualTo(shipped.toAbsolutePath());
    assertThat(reading.given()).hasSizeBetween(3, 8);
  }

  private static Map<String, String> defaults() throws IOException {
    Map<String, String> defaults = new LinkedHashMap<>();
    rows().forEach(row -> defaults.put(row.group(1), row.group(2).strip()));
    return defaults;
  }

  private static List<Matcher> rows() throws IOException {
    return Files.readAllLines(DOCUMENT).stream()
        .map(ROW::matcher)
        .filter(Matcher::matches)
        .toList();
  }
}
