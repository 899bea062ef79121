package io.distcomp.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each key with values that it takes and values that it refuses. */
class KeyValuesTest {
  @TempDir Path folder;

  /** A key, other keys it needs, and values as JSON. */
  record Row(String key, String context, List<String> right, List<String> wrong) {
    Row with(String keys) {
      return new Row(key, keys, right, wrong);
    }

    Row refuses(String... values) {
      return new Row(key, context, right, List.of(values));
    }
  }

  private static Row row(String key, String... right) {
    return new Row(key, "", List.of(right), List.of());
  }

  private static final List<Row> ROWS =
      List.of(
          row("min_dram_gb_accept_new_task", "4", "0.5", "\"8\"", "null")
              .refuses("0", "-1", "\"x\"", "true", "1048577", "1e999999999", "1e99999999999", "[]"),
          row("min_dram_gb_trigger_return", "2", "0.25", "0", "\"1\"", "null")
              .refuses("-0.1", "\"\"", "{}", "1048577"),
          row("max_task_per_worker", "1", "65536", "32.0", "3.2e1", "\"32\"", "\" 32 \"")
              .refuses("0", "65537", "1.5", "\"many\"", "null", "false", "-1"),
          row("max_retry_per_task", "0", "1", "1000", "\"4\"")
              .refuses("-1", "1001", "0.5", "null", "\"four\""),
          row("default_task_timeout_seconds", "0", "0.5", "1000000000", "\"60\"")
              .refuses("-1", "1000000001", "\"1h\"", "null"),
          row("task_timeout_check_interval", "30", "0.5", "\"30\"").refuses("-1", "\"x\"", "[1]"),
          row("auto_sleep_sec", "0", "2", "\"2\"").refuses("-1", "true", "{}"),
          row("sleep_sec_between_accepting_task", "0", "0.1", "3600", "\"2\"")
              .refuses("-1", "3601", "null"),
          row("health_report_interval", "0.1", "3600", "\"2\"").refuses("0", "3601", "null"),
          row("result_dir", "\"./results\"", "\"/tmp/r\"", "\"~/r\"", "\"~\"", "\"ä b\"")
              .refuses("\"\"", "\" \"", "1", "null", "\"~other/r\"", "\"a\\u0000b\"", "\"f/r\""),
          row("redis_host", "\"embedded\"", "\"localhost\"", "\"127.0.0.1\"", "\"::1\"")
              .refuses("\"\"", "1", "null", "\"a b\"", "\"localhost:6379\"", "\"http://x\""),
          row("redis_port", "0", "6400", "65535", "\"6400\"")
              .refuses("-1", "65536", "70000", "\"6400x\"", "6400.5", "null"),
          row("redis_pass", "\"\"", "\"x y\"", "null").refuses("12", "true", "[]", "{}"),
          row("redis_db", "0", "15", "\"3\"").refuses("-1", "16", "65536", "\"a\"", "null"),
          row("node_name", "\"n\"", "\"Node-7.a_b\"", "\"7\"", "null")
              .refuses("\"\"", "\"-n\"", "\"a b\"", "\"a/b\"", "\"ä\"", "7", quoted("n", 64)),
          row("data_dir", "\"data\"", "\"~/d\"", "null").refuses("\"\"", "1", "\"~x\"", "\"f/d\""),
          row("redis_bind", "\"127.0.0.1\"", "\"::1\"", "\"0.0.0.0\"", "\"node0\"")
              .with("\"redis_pass\": \"long enough\"")
              .refuses("\"\"", "\"a:1\"", "\"[::1]\"", "null", "1"),
          row("redis_appendfsync", "\"everysec\"", "\"always\"", "\"no\"")
              .refuses("\"sometimes\"", "\"\"", "true", "null"),
          row("redis_user", "\"worker\"", "null")
              .with("\"redis_host\": \"127.0.0.1\", \"redis_pass\": \"p\"")
              .refuses("\"\"", "1"),
          row("redis_pass_file", "\"secret\"", "null")
              .refuses("\"missing\"", "\".\"", "\"\"", "\"open\"", "\"lines\"", "\"empty\"", "1"),
          row("redis_tls_ca_file", "\"f\"", "null")
              .with("\"redis_host\": \"rediss://:p@node0\"")
              .refuses("\"missing\"", "\".\"", "\"\"", "1"),
          row("queue", "\"default\"", "\"q.1\"").refuses("\"\"", "\"{q}\"", "\"a:b\"", "null", "1"),
          row("http_host", "\"127.0.0.1\"", "\"localhost\"", "\"::1\"", "\"127.9.9.9\"")
              .refuses("\"\"", "\"0.0.0.0\"", "\"127.evil.org\"", "\"a b\"", "null", "1"),
          row("http_port", "0", "8080", "65535").refuses("-1", "65536", "\"8080\"", "80.5", "null"),
          row("http_auth", "\"token\"", "\"none\"").refuses("\"off\"", "true", "null"),
          row("http_token_file", "\"token\"", "\"~/t\"", "null")
              .refuses("\"\"", "\".\"", "1", "\"f/token\""),
          row("http_allowed_hosts", "[]", "[\"d.example.org\", \"10.0.0.1\"]", "null")
              .refuses("\"d.example.org\"", "[1]", "[\"a:80\"]", "[[\"a\"]]", "[\"*\"]", "{}"),
          row("http_tls_cert_file", "\"f\"")
              .with("\"http_tls_key_file\": \"f\"")
              .refuses("\"missing\"", "\".\"", "1"),
          row("http_tls_key_file", "\"f\"")
              .with("\"http_tls_cert_file\": \"f\"")
              .refuses("\"missing\"", "\".\"", "1"),
          row("http_max_sse", "1", "65536").refuses("0", "65537", "\"1\"", "null"),
          row("cluster_enabled", "true", "false").refuses("\"true\"", "1", "null"),
          row("cluster_host", "\"127.0.0.1\"", "\"localhost\"")
              .refuses("\"10.0.0.1\"", "\"0.0.0.0\"", "\"\"", "1", "null"),
          row("cluster_port", "0", "5701", "65535").refuses("-1", "65536", "\"5701\"", "null"),
          row("bus_port", "0", "65535").refuses("-1", "65536", "\"0\"", "null"),
          row("trusted_network", "true", "false").refuses("\"yes\"", "0", "null"),
          row("tags", "[]", "[\"gpu\"]", "[\"gpu\", \"gpu\"]")
              .refuses("\"gpu\"", "[\"a b\"]", "[\"\"]", "[null]", "[{}]", "null", many(257)),
          row("lease_seconds", "1", "2.5", "3600").refuses("0.9", "3601", "\"30\"", "null"),
          row("kill_grace_seconds", "0", "0.5", "3600").refuses("-1", "3601", "\"5\"", "null"),
          row("drain_timeout_seconds", "0", "86400").refuses("-1", "86401", "\"30\"", "null"),
          row("max_lost", "1", "1000").refuses("0", "1001", "1.5", "null"),
          row("retry_on_timeout", "true", "false").refuses("1", "\"true\"", "null"),
          row("output_inline_kb", "0", "1024").refuses("-1", "1025", "1.5", "null"),
          row("output_file_mb", "0", "1048576").refuses("-1", "1048577", "null"),
          row("keep_finished_days", "1", "36500").refuses("0", "36501", "null"),
          row("keep_finished_tasks", "1", "1000000000").refuses("0", "1000000001", "null"),
          row("hook_command", "\"./told.sh\"", "null")
              .refuses("\"\"", "\" \"", "\"a\\u0000\"", "1"),
          row("hook_url", "\"https://h/x\"", "\"http://[::1]:1/\"", "\"http://h\"", "null")
              .refuses(
                  "\"\"",
                  "\"h/x\"",
                  "\"ftp://h/\"",
                  "\"https:///x\"",
                  "\"http://u:p@h/\"",
                  "\"http://h/#x\"",
                  "\"http://h /\"",
                  "\"http://h:65536\"",
                  "1"),
          row("hook_events", "[]", "[\"job_finished\"]", "[\"node_lost\", \"queue_stalled\"]")
              .refuses("[\"job_ended\"]", "\"job_failing\"", "[1]", "null"),
          row("hook_secret_file", "\"secret\"", "null")
              .with("\"hook_url\": \"https://h/\"")
              .refuses("\"missing\"", "\".\"", "\"open\"", "1"),
          row("hook_timeout_seconds", "1", "3600").refuses("0", "3601", "\"30\"", "null"),
          row("hook_stalled_seconds", "1", "86400").refuses("0.5", "86401", "null"),
          row("scale_command", "\"./more.sh\"", "null").refuses("\"\"", "[]", "1"),
          row("scale_cooldown_seconds", "1", "86400").refuses("0", "86401", "null"),
          row("scale_timeout_seconds", "1", "3600").refuses("0", "3601", "null"),
          row("idle_exit_seconds", "0", "0.5", "31536000").refuses("-1", "31536001", "null"),
          row("log_level", "\"trace\"", "\"debug\"", "\"info\"", "\"warn\"", "\"error\"")
              .refuses("\"INFO\"", "\"verbose\"", "3", "null"),
          row("log_file", "\"d.log\"", "\"f\"", "null").refuses("\"\"", "\".\"", "1", "\"f/l\""),
          row("log_format", "\"text\"", "\"json\"").refuses("\"xml\"", "1", "null"));

  private static String quoted(String what, int times) {
    return '"' + what.repeat(times) + '"';
  }

  private static String many(int tags) {
    return Stream.iterate(0, i -> i + 1).limit(tags).map(i -> "\"t" + i + "\"").toList().toString();
  }

  static Stream<Row> rows() {
    return ROWS.stream();
  }

  @Test
  void theTableHasEveryKeyOnce() {
    assertThat(ROWS).extracting(Row::key).containsExactlyElementsOf(Keys.names());
    assertThat(ROWS).allSatisfy(r -> assertThat(r.wrong()).isNotEmpty());
  }

  @ParameterizedTest
  @MethodSource("rows")
  void aRightValueIsTaken(Row row) {
    ConfFolder conf = folder();
    assertThat(row.right())
        .allSatisfy(value -> assertThat(conf.mistakes(file(row, value))).as(value).isEmpty());
  }

  @ParameterizedTest
  @MethodSource("rows")
  void aWrongValueIsRefusedInOneSentenceWithItsPlace(Row row) {
    ConfFolder conf = folder();
    String place = "3:" + (row.key().length() + 7) + ": " + row.key() + " ";
    assertThat(row.wrong())
        .allSatisfy(
            value ->
                assertThat(conf.mistakes(file(row, value)))
                    .as(value)
                    .singleElement()
                    .asString()
                    .startsWith(place)
                    .hasSizeGreaterThan(place.length() + 10));
  }

  private ConfFolder folder() {
    return ConfFolder.in(folder)
        .write("f", new byte[] {'x'}, "rw-------")
        .write("secret", "pass phrase\n".getBytes(StandardCharsets.UTF_8), "rw-------")
        .write("open", "pass".getBytes(StandardCharsets.UTF_8), "rw-r--r--")
        .write("lines", "a\nb\n".getBytes(StandardCharsets.UTF_8), "rw-------")
        .write("empty", "\n".getBytes(StandardCharsets.UTF_8), "rw-------");
  }

  private static String file(Row row, String value) {
    String context = row.context().isEmpty() ? "" : row.context() + ",";
    return "{\n" + context + "\n  \"" + row.key() + "\": " + value + "\n}";
  }

  @Test
  void everyKeyReachesTheConfig() throws ConfigException {
    ConfigFile.Reading reading = folder().reading(EVERYTHING);
    assertThat(reading.given().keySet()).hasSize(Keys.ALL.size() - 6);
    assertThat(ConfigPrinter.print(reading).lines().filter(l -> !l.endsWith("(default)")))
        .map(l -> l.replaceAll(" +", " ").replace(folder + "/", ""))
        .containsExactlyElementsOf(EFFECTIVE.lines().toList());
  }

  private static final String EVERYTHING =
      """
      {"min_dram_gb_accept_new_task": 4, "min_dram_gb_trigger_return": 1.5,
       "max_task_per_worker": 7, "max_retry_per_task": 2, "default_task_timeout_seconds": 60,
       "task_timeout_check_interval": 30, "auto_sleep_sec": 1,
       "sleep_sec_between_accepting_task": 0.5, "health_report_interval": 3,
       "result_dir": "out", "redis_host": "127.0.0.1", "redis_port": 7000, "redis_pass": "p1",
       "redis_db": 3, "node_name": "n1", "data_dir": "data", "redis_user": "worker",
       "queue": "q1", "http_host": "::1", "http_port": 9000, "http_auth": "none",
       "http_token_file": "tok", "http_allowed_hosts": ["D.example.org"],
       "http_tls_cert_file": "f", "http_tls_key_file": "secret", "http_max_sse": 9,
       "cluster_enabled": false, "cluster_host": "localhost", "cluster_port": 5800,
       "bus_port": 5900, "trusted_network": true, "tags": ["b", "a"], "lease_seconds": 12,
       "kill_grace_seconds": 1.5, "drain_timeout_seconds": 8, "max_lost": 5,
       "retry_on_timeout": true, "output_inline_kb": 8, "output_file_mb": 2,
       "keep_finished_days": 3, "keep_finished_tasks": 1000, "hook_command": "./told",
       "hook_url": "https://h/x", "hook_events": ["node_lost"], "hook_secret_file": "secret",
       "hook_timeout_seconds": 4, "hook_stalled_seconds": 60, "scale_command": "./more",
       "scale_cooldown_seconds": 90, "scale_timeout_seconds": 5, "idle_exit_seconds": 120,
       "log_level": "debug"}
      """;

  private static final String EFFECTIVE =
      """
      min_dram_gb_accept_new_task 4
      min_dram_gb_trigger_return 1.5
      max_task_per_worker 7
      max_retry_per_task 2
      default_task_timeout_seconds 60
      task_timeout_check_interval 30
      auto_sleep_sec 1
      sleep_sec_between_accepting_task 0.5
      health_report_interval 3
      result_dir "out"
      redis_host "redis://127.0.0.1:7000"
      redis_port 7000
      redis_pass "********"
      redis_db 3
      node_name "n1"
      data_dir "data"
      redis_user "worker"
      queue "q1"
      http_host "::1"
      http_port 9000
      http_auth "none"
      http_token_file "tok"
      http_allowed_hosts ["127.0.0.1", "::1", "d.example.org", "localhost", "node7", \
      "node7.example.org"]
      http_tls_cert_file "f"
      http_tls_key_file "secret"
      http_max_sse 9
      cluster_enabled false
      cluster_host "localhost"
      cluster_port 5800
      bus_port 5900
      trusted_network true
      tags ["a", "b"]
      lease_seconds 12
      kill_grace_seconds 1.5
      drain_timeout_seconds 8
      max_lost 5
      retry_on_timeout true
      output_inline_kb 8
      output_file_mb 2
      keep_finished_days 3
      keep_finished_tasks 1000
      hook_command "./told"
      hook_url "********"
      hook_events ["node_lost"]
      hook_secret_file "secret"
      hook_timeout_seconds 4
      hook_stalled_seconds 60
      scale_command "./more"
      scale_cooldown_seconds 90
      scale_timeout_seconds 5
      idle_exit_seconds 120
      log_level "debug"
      """;
}
