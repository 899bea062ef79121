package io.distcomp.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What of an edited conf file takes effect in a running node. */
class LiveConfigTest {

  /** Each has another value than by default. */
  private static final String OTHER_VALUES =
      """
      {"min_dram_gb_accept_new_task": 3, "min_dram_gb_trigger_return": 1,
       "max_task_per_worker": 3, "default_task_timeout_seconds": 7,
       "sleep_sec_between_accepting_task": 1, "kill_grace_seconds": 9,
       "drain_timeout_seconds": 8, "output_inline_kb": 1, "output_file_mb": 2,
       "keep_finished_days": 3, "keep_finished_tasks": 4, "log_level": "debug",
       "max_retry_per_task": 1, "health_report_interval": 9, "result_dir": "elsewhere",
       "redis_host": "127.0.0.1", "redis_port": 1, "redis_pass": "secret", "redis_db": 2,
       "node_name": "other", "data_dir": "data", "queue": "other", "http_host": "::1",
       "http_port": 1, "http_max_sse": 1, "cluster_enabled": false, "cluster_host": "127.0.0.2",
       "cluster_port": 1, "bus_port": 1, "tags": ["a"], "lease_seconds": 9, "max_lost": 1,
       "retry_on_timeout": true,
       "hook_command": "a", "hook_url": "http://[::1]/", "hook_events": ["node_lost"],
       "hook_secret_file": "secret", "hook_timeout_seconds": 3, "hook_stalled_seconds": 4, "scale_command": "b",
       "scale_cooldown_seconds": 5, "scale_timeout_seconds": 6, "idle_exit_seconds": 7, "log_file": "log", "log_format": "json"}
      """;

  @TempDir Path folder;

  private Config read(String text) throws ConfigException {
    return ConfFolder.in(folder).write("secret", new byte[] {1}, "rw-------").read(text);
  }

  private static List<String> documented() throws IOException {
    String text = Files.readString(Path.of("docs/configuration.md"));
    String paragraph = text.substring(text.indexOf("## Edits while a node runs"));
    String list =
        paragraph.substring(paragraph.indexOf("- Live: "), paragraph.indexOf("- All others"));
    return Stream.of(list.split("`", -1)).filter(word -> word.matches("[a-z_]+")).toList();
  }

  @Test
  void theDocumentedKeysTakeEffectAndAllOthersWaitForARestart() throws Exception {
    Config started = read("{}");
    LiveConfig live = new LiveConfig(started);
    Config file = read(OTHER_VALUES);

    LiveConfig.Edit edit = live.edit(file);

    assertThat(edit.inEffect()).containsExactlyInAnyOrderElementsOf(documented());
    assertThat(edit.waiting())
        .contains("redis_host", "redis_pass", "node_name", "http_port", "tags", "lease_seconds")
        .doesNotContainAnyElementsOf(edit.inEffect());
    assertThat(edit.inEffect().size() + edit.waiting().size())
        .as("each key that the file gives is in one of the lists")
        .isGreaterThanOrEqualTo(OTHER_VALUES.split("\": ", -1).length - 1);
    assertThat(live.node().maxTasks()).isEqualTo(3);
    assertThat(live.node().defaultTimeout()).isEqualTo(Duration.ofSeconds(7));
    assertThat(live.node().keepFinishedTasks()).isEqualTo(4);
    assertThat(live.now().log().level()).isEqualTo(Config.Log.Level.DEBUG);
    assertThat(live.node().name()).isEqualTo(started.node().name());
    assertThat(live.node().lease()).isEqualTo(started.node().lease());
    assertThat(live.now().redis()).isEqualTo(started.redis());
    assertThat(live.now().http()).isEqualTo(started.http());
    assertThat(live.now().cluster()).isEqualTo(started.cluster());
  }

  @Test
  void listenersHearOfAChangeAndOfNothingElse() throws ConfigException {
    LiveConfig live = new LiveConfig(read("{}"));
    List<Integer> heard = new java.util.ArrayList<>();
    live.onChange(() -> heard.add(live.node().maxTasks()));

    assertThat(live.edit(read("{}"))).isEqualTo(new LiveConfig.Edit(List.of(), List.of()));
    assertThat(live.edit(read("{\"max_lost\": 7}")).waiting()).containsExactly("max_lost");
    assertThat(heard).isEmpty();
    assertThat(live.edit(read("{\"max_task_per_worker\": 5}")).inEffect())
        .containsExactly("max_task_per_worker");
    assertThat(heard).containsExactly(5);
  }

  @Test
  void aKeyThatIsTakenOutOfTheFileHasItsDefaultAgain() throws ConfigException {
    LiveConfig live = new LiveConfig(read("{\"max_task_per_worker\": 5, \"log_level\": \"warn\"}"));
    assertThat(live.edit(read("{}")).inEffect().stream().sorted().collect(Collectors.toList()))
        .containsExactly("log_level", "max_task_per_worker");
    assertThat(live.node().maxTasks()).isEqualTo(32);
  }
}
