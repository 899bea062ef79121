package io.distcomp.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a conf file comes to, and what its keys have to do with each other. */
class ConfigFileTest {
  private static final long GB = ConfFolder.GB;

  /** As the Python tool ships it, with the keys of its later versions. */
  private static final String OF_THE_PYTHON_TOOL =
      """
      {
          "min_dram_gb_accept_new_task": 80,
          "min_dram_gb_trigger_return": 40,
          "max_task_per_worker": 32,
          "max_retry_per_task": 4,
          "default_task_timeout_seconds": 3600,
          "task_timeout_check_interval": 30,
          "auto_sleep_sec": 2,
          "result_dir": "./results",
          "health_report_interval": 2,
          "sleep_sec_between_accepting_task": 2,
          "redis_host": "node0",
          "redis_port": 6400,
          "redis_pass": "cloudlab",
          "redis_db": 0
      }
      """;

  @TempDir Path folder;

  @Test
  void anEmptyObjectIsEnough() throws ConfigException {
    Config config = conf().read("{}");
    assertThat(config.warnings()).isEmpty();
    assertThat(config.file()).isEqualTo(folder.resolve("conf.json"));
    assertThat(config.directory()).isEqualTo(folder);
    assertThat(config.node().name()).isEqualTo("node7");
    assertThat(config.node().dataDir()).isEqualTo(folder.resolve("home/.distcomp/node7"));
    assertThat(config.node().memoryAcceptBytes()).isEqualTo(64 * GB / 10);
    assertThat(config.node().memoryReturnBytes()).isEqualTo(64 * GB / 20);
    assertThat(config.http().portIsGiven()).isFalse();
    assertThat(config.http().tokenRequired()).isTrue();
    assertThat(config.redis().embedded()).isTrue();
    assertThat(config.redis().url()).isNull();
    assertThat(config.redis().password()).isNull();
  }

  @Test
  void readingChangesNothingAndGivesTheSameAgain() throws Exception {
    Config first = conf().read("{}");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(folder.resolve("conf.json"));
    }
    assertThat(conf().read("{}")).isEqualTo(first);
  }

  @Test
  void theFileOfThePythonToolWorksWithWarningsOnly() throws ConfigException {
    Config config = conf().read(OF_THE_PYTHON_TOOL);
    assertThat(config.redis().url()).isEqualTo("redis://node0:6400");
    assertThat(config.redis().password()).isEqualTo("cloudlab");
    assertThat(config.node().memoryAcceptBytes()).isEqualTo(64 * GB / 10);
    assertThat(config.node().memoryReturnBytes()).isEqualTo(64 * GB / 20);
    assertThat(conf().warnings(OF_THE_PYTHON_TOOL))
        .containsExactly(
            "7:36: task_timeout_check_interval is not needed here: timeouts are exact",
            "8:23: auto_sleep_sec is not needed here: new work wakes an idle node at once",
            "2:36: min_dram_gb_accept_new_task is more than this machine can keep free (64 GB in"
                + " all); using 10 % of its memory",
            "3:35: min_dram_gb_trigger_return is more than this machine can keep free (64 GB in"
                + " all); using 5 % of its memory",
            "14:19: redis_pass holds a password that everybody knows: change it",
            "12:19: redis_host is reached without TLS: the password and all tasks go unencrypted"
                + " (rediss:// has TLS)");
  }

  @Test
  void onALargeMachineTheMemoryOfThePythonFileIsMeant() throws ConfigException {
    Machine large = new Machine("/h", "/h", "node0", 256 * GB, 64);
    Config config = conf().on(large).read(OF_THE_PYTHON_TOOL);
    assertThat(config.node().memoryAcceptBytes()).isEqualTo(80 * GB);
    assertThat(config.node().memoryReturnBytes()).isEqualTo(40 * GB);
  }

  @Test
  void numbersInQuotesAreTakenForKeysOfThePythonTool() throws ConfigException {
    assertThat(conf().warnings("{\"max_task_per_worker\": \"16\"}"))
        .containsExactly(
            "1:25: max_task_per_worker is a number and is better written without quotes");
    assertThat(conf().read("{\"max_task_per_worker\": \"16\"}").node().maxTasks()).isEqualTo(16);
  }

  @ParameterizedTest
  @CsvSource({
    "8, 4, 8, 4",
    "0.5, , 0.5, 0.25",
    "30, , 30, 3.2",
    ", 2, 6.4, 2",
    "64, 1, 6.4, 1",
    "100, 7, 6.4, 3.2",
    ", 64, 6.4, 3.2",
    "8, 0, 8, 0"
  })
  void memoryLimitsFollowEachOther(String accept, String below, double accepts, double returns)
      throws ConfigException {
    Config.Node node = conf().read(memory(accept, below)).node();
    assertThat(node.memoryAcceptBytes() / (double) GB).isCloseTo(accepts, within());
    assertThat(node.memoryReturnBytes() / (double) GB).isCloseTo(returns, within());
  }

  @ParameterizedTest
  @CsvSource({"4, 4", "4, 8", "2, 96", ", 6.5", "100, 100"})
  void theLimitOfReturnMustBeTheSmallerOne(String accept, String below) {
    assertThat(conf().mistakes(memory(accept, below)))
        .singleElement()
        .asString()
        .contains("min_dram_gb_trigger_return must be smaller than min_dram_gb_accept_new_task");
  }

  @Test
  void everyMistakeIsInOneReportInTheOrderOfTheFile() {
    String text =
        """
        {
          "redis_prot": 6400,
          "redis_port": "6400x",
          "queue": "a b", "queue": "b",
          "max_lost": 0,
          "http_host": "0.0.0.0",
          "http_tls_key_file": "missing",
          "redis_pass": "a", "redis_pass_file": "missing",
          "colour": {"a": [1, {}]}
        }
        """;
    assertThat(conf().mistakes(text))
        .containsExactly(
            "2:3: unknown key \"redis_prot\"; did you mean \"redis_port\"?",
            "3:17: redis_port must be a whole number from 0 to 65535, not \"6400x\"",
            "4:12: queue must be 1 to 63 letters, digits, '.', '_' or '-', beginning with a letter"
                + " or a digit, not \"a b\"",
            "4:19: \"queue\" is there twice, first in line 4",
            "5:15: max_lost must be a whole number from 1 to 1000, not 0",
            "6:16: http_host is not a loopback address: give http_tls_cert_file and"
                + " http_tls_key_file, or say \"trusted_network\": true if nobody else can listen"
                + " on that network",
            "7:24: http_tls_key_file needs http_tls_cert_file too",
            "8:41: redis_pass_file does not exist: \"" + folder.resolve("missing") + "\"",
            "9:3: unknown key \"colour\"; docs/configuration.md lists all keys");
  }

  @Test
  void theReportHasFileLineColumnAndACode() {
    conf().write("{\"max_lost\": 0, \"queue\": 1}");
    Path file = conf().file();
    assertThatThrownBy(() -> ConfigFile.read(file))
        .isInstanceOfSatisfying(
            ConfigException.class,
            e -> {
              assertThat(e.code()).isEqualTo("E_CONF");
              assertThat(e.getMessage().lines())
                  .hasSize(2)
                  .first()
                  .asString()
                  .startsWith(file + ":1:14: max_lost must be");
            });
  }

  @Test
  void aReportOfThousandsOfMistakesIsCutShort() {
    StringBuilder text = new StringBuilder("{\"x\": 1");
    for (int i = 0; i < 5000; i++) {
      text.append(",\n\"x").append(i).append("\": 1");
    }
    conf().write(text + "}");
    assertThatThrownBy(() -> ConfigFile.read(conf().file()))
        .isInstanceOfSatisfying(ConfigException.class, e -> assertThat(e.mistakes()).hasSize(5001))
        .hasMessageEndingWith("and 4901 more");
  }

  @Test
  void aRuleIsNotJudgedByAKeyThatIsBroken() {
    assertThat(conf().mistakes("{\"redis_host\": \"node0\", \"redis_pass\": 5}")).hasSize(1);
    assertThat(conf().mistakes("{\"http_host\": \"0.0.0.0\", \"trusted_network\": 1}")).hasSize(1);
    assertThat(conf().mistakes("{\"cluster_host\": \"node0\", \"cluster_enabled\": 0}")).hasSize(1);
    assertThat(conf().mistakes(memory("\"x\"", "30"))).hasSize(1);
  }

  @Test
  void pathsStartAtTheFolderOfTheFileOrAtHome() throws ConfigException {
    Config config =
        conf().read("{\"result_dir\": \"a/../out\", \"data_dir\": \"~//d\", \"log_file\": \"l\"}");
    assertThat(config.node().resultDir()).isEqualTo(folder.resolve("out"));
    assertThat(config.node().dataDir()).isEqualTo(folder.resolve("home/d"));
    assertThat(config.log().file()).isEqualTo(folder.resolve("l"));
  }

  @Test
  void withoutAHomeOnlyWhatNeedsItIsRefused() throws ConfigException {
    ConfFolder homeless = conf().on(new Machine("relative", "?", "n", 4 * GB, 1));
    assertThat(homeless.mistakes("{}"))
        .containsExactlyInAnyOrder(
            "data_dir must be given: the default needs HOME to be an absolute path",
            "http_token_file must be given: the default needs HOME to be an absolute path");
    String complete = "{\"data_dir\": \"d\", \"http_token_file\": \"t\"}";
    assertThat(homeless.read(complete).node().dataDir()).isEqualTo(folder.resolve("d"));
    assertThat(homeless.mistakes("{\"data_dir\": \"~/d\", \"http_token_file\": \"t\"}"))
        .containsExactly("1:14: data_dir begins with ~, and HOME is not an absolute path");
  }

  @ParameterizedTest
  @CsvSource({
    "node7.example.org, node7",
    "a_b, a_b",
    "'ü b', b",
    "-x, x",
    "..., node",
    "'', node",
    "NODE, NODE"
  })
  void theNameIsMadeFromTheHostName(String host, String name) throws ConfigException {
    Machine machine = new Machine("/h", "/h", host, 4 * GB, 1);
    assertThat(conf().on(machine).read("{}").node().name()).isEqualTo(name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"nodes", "run", "token"})
  void aNodeDoesNotLiveWhereSomethingElseIsKept(String name) {
    assertThat(conf().mistakes("{\"node_name\": \"" + name + "\"}"))
        .singleElement()
        .asString()
        .startsWith("1:15: node_name must not be");
    assertThat(conf().mistakes("{\"node_name\": \"" + name + "\", \"data_dir\": \"d\"}")).isEmpty();
  }

  @Test
  void smallValuesOfThePythonToolKeepTheirMeaning() throws ConfigException {
    Config.Node node =
        conf().read("{\"max_retry_per_task\": 0, \"sleep_sec_between_accepting_task\": 0}").node();
    assertThat(node.maxFailures()).isEqualTo(1);
    assertThat(node.idlePoll()).isEqualTo(Duration.ofMillis(100));
  }

  @Test
  void aPortThatTheFileNamesIsKnownAsGiven() throws ConfigException {
    assertThat(conf().read("{\"http_port\": 8080}").http().portIsGiven()).isTrue();
  }

  @Test
  void namesOfTheApiAreAddedToTheLoopbackNames() throws ConfigException {
    String text = "{\"http_allowed_hosts\": [\"D.Example.org\"], \"http_host\": \"127.0.0.9\"}";
    assertThat(conf().read(text).http().allowedHosts())
        .containsExactly(
            "127.0.0.1",
            "127.0.0.9",
            "::1",
            "d.example.org",
            "localhost",
            "node7",
            "node7.example.org");
    String wildcard = "{\"http_host\": \"0.0.0.0\", \"trusted_network\": true}";
    assertThat(conf().read(wildcard).http().allowedHosts()).doesNotContain("0.0.0.0");
  }

  private ConfFolder conf() {
    return ConfFolder.in(folder);
  }

  private static String memory(String accept, String below) {
    return "{"
        + (accept == null ? "" : "\"min_dram_gb_accept_new_task\": " + accept)
        + (accept == null || below == null ? "" : ", ")
        + (below == null ? "" : "\"min_dram_gb_trigger_return\": " + below)
        + "}";
  }

  private static Offset<Double> within() {
    return Offset.offset(1e-6);
  }
}
