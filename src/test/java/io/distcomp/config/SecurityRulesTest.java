package io.distcomp.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a node refuses to start with and what it only warns about, as the configuration shows it.
 */
class SecurityRulesTest {
  private static final String TRUSTED = ", \"trusted_network\": true";

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'http_host': '0.0.0.0'",
        "'http_host': 'node7'",
        "'http_host': '::'",
        "'cluster_host': '10.0.0.1'",
        "'redis_host': 'node0'",
        "'redis_host': 'node0', 'redis_pass': ''",
        "'redis_host': 'redis://node0'",
        "'redis_host': 'rediss://node0'",
        "'redis_host': 'redis+sentinel://127.0.0.1:1,node0:2/m'",
        "'redis_host': 'redis+cluster://node0'"
      })
  void whatOthersCouldReachNeedsATrustedNetwork(String keys) throws ConfigException {
    assertThat(conf().mistakes(json(keys)))
        .singleElement()
        .asString()
        .contains("\"trusted_network\": true");
    assertThat(conf().mistakes(json(keys + TRUSTED))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'http_host': '0.0.0.0', 'http_tls_cert_file': 'tls', 'http_tls_key_file': 'tls'",
        "'cluster_host': '10.0.0.1', 'cluster_enabled': false",
        "'redis_host': 'rediss://:long-enough@node0'",
        "'redis_host': 'rediss://node0', 'redis_pass_file': 'tls'",
        "'redis_pass': 'long enough'",
        "'redis_host': '127.0.0.1', 'redis_pass': 'long enough'"
      })
  void whatIsProtectedStartsWithoutAWord(String keys) throws ConfigException {
    conf().write("tls", bytes("secret-of-ours"), "rw-------");
    assertThat(conf().warnings(json(keys))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "'redis_host': 'localhost'                       | 16: redis_host has no password: every",
        "'redis_host': 'redis://127.0.0.1:7000/2'        | 16: redis_host has no password: every",
        "'redis_host': 'node0', 'trusted_network': true  | 16: redis_host has no password: whoever",
        "'redis_host': 'node0', 'redis_pass': 'unusual'  | 16: redis_host is reached without TLS",
        "'redis_host': 'redis://:unusual@node0'          | 16: redis_host is reached without TLS",
        "'redis_host': 'redis+cluster://:unusual@node0'  | 16: redis_host is reached without TLS",
        "'redis_host': 'rediss://:cloudlab@node0'        | 16: redis_host holds a password that",
        "'redis_host': '127.0.0.1', 'redis_pass': 'redis' | 43: redis_pass holds a password that",
        "'redis_pass': 'changeme'                        | 16: redis_pass holds a password that",
        "'redis_pass_file': 'known'                      | 21: redis_pass_file holds a password",
        "'redis_bind': '0.0.0.0', 'redis_pass': 'unusual' | 16: redis_bind is not a loopback",
        "'http_auth': 'none'                             | 15: http_auth is \"none\": every user",
        "'redis_host': 'rediss://:p@a', 'redis_bind': '::1' | 47: redis_bind is for the embedded"
      })
  void whatIsWeakIsWarnedOf(String keys, String warning) throws ConfigException {
    conf().write("known", bytes("cloudlab\n"), "rw-------");
    assertThat(conf().warnings(json(keys))).singleElement().asString().startsWith("1:" + warning);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "'redis_bind': '0.0.0.0'                       | redis_bind is not a loopback address",
        "'redis_bind': 'n', 'trusted_network': true    | redis_bind is not a loopback address",
        "'http_auth': 'none', 'http_host': '10.0.0.1', 'trusted_network': true | http_auth can be",
        "'http_tls_cert_file': 'tls'                   | http_tls_cert_file needs http_tls_key_file",
        "'http_tls_key_file': 'tls'                    | http_tls_key_file needs http_tls_cert_fil",
        "'redis_pass': 'a', 'redis_pass_file': 'tls'   | redis_pass_file must not be given beside",
        "'redis_host': 'rediss://:p@n', 'redis_pass_file': 'tls' | redis_pass_file must not be",
        "'redis_host': 'redis://n', 'redis_pass': 'p'  | redis_pass must not be given beside",
        "'redis_host': 'rediss://:p@n', 'redis_port': 1 | redis_port must not be given beside",
        "'redis_host': 'rediss://:p@n', 'redis_db': 1  | redis_db must not be given beside",
        "'redis_host': 'rediss://:p@n', 'redis_user': 'u' | redis_user must not be given beside",
        "'redis_host': '127.0.0.1', 'redis_user': 'u'  | redis_user names a user, and there is no",
        "'redis_host': 'rediss://u@127.0.0.1'          | redis_host names a user, and there is no",
        "'redis_user': 'u'                             | redis_user has no meaning for the embedde",
        "'redis_tls_ca_file': 'tls'                    | redis_tls_ca_file has no meaning for the",
        "'redis_host': '::1', 'redis_tls_ca_file': 'tls' | redis_tls_ca_file needs a redis_host",
        "'redis_host': '::1', 'redis_port': 0          | redis_port can be 0 only for the embedded"
      })
  void whatContradictsItselfIsRefused(String keys, String mistake) {
    conf().write("tls", bytes("secret-of-ours"), "rw-------");
    assertThat(conf().mistakes(json(keys)))
        .anySatisfy(m -> assertThat(m).containsPattern("^1:\\d+: ").contains(": " + mistake));
  }

  @ParameterizedTest
  @CsvSource({"rw-r-----, true", "r--------, true", "rw-rw----, false", "rw----r--, false"})
  void aPasswordFileIsForItsOwner(String modes, boolean fine) {
    conf().write("pass", bytes("unusual\n"), modes);
    assertThat(conf().mistakes(json("'redis_pass_file': 'pass'")).isEmpty()).isEqualTo(fine);
  }

  @Test
  void thePasswordOfAFileIsUsedWithoutItsLineEnd() throws ConfigException {
    conf().write("pass", bytes("pass phrase\r\n"), "rw-------");
    Config.Redis redis = conf().read(json("'redis_pass_file': 'pass'")).redis();
    assertThat(redis.password()).isEqualTo("pass phrase");
  }

  @ParameterizedTest
  @CsvSource({"rw-r--r--, 1", "rw-r-----, 1", "rw-------, 0"})
  void aConfFileWithAPasswordIsForItsOwner(String modes, int warnings) throws Exception {
    String[] withSecret = {"'redis_pass': 'unusual'", "'redis_host': 'rediss://:unusual@node0'"};
    for (String keys : withSecret) {
      conf().write("conf.json", bytes(json(keys)), modes);
      assertThat(ConfigFile.read(conf().file(), conf().machine()).config().warnings())
          .hasSize(warnings)
          .allMatch(w -> w.contains("others can read this file"));
    }
    conf().write("conf.json", bytes("{}"), modes);
    assertThat(ConfigFile.read(conf().file()).warnings()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "rw-------, '', ''",
    "rw-r-----, '', can be read by its group",
    "rw-r--r--, can be read or changed by others, ''",
    "rw-rw----, can be read or changed by others, ''",
    "rw-----w-, can be read or changed by others, ''"
  })
  void aTlsKeyIsForItsOwner(String modes, String mistake, String warning) throws Exception {
    conf().write("cert", bytes("x"), "rw-r--r--").write("key", bytes("x"), modes);
    String keys = json("'http_tls_cert_file': 'cert', 'http_tls_key_file': 'key'");
    assertThat(conf().mistakes(keys))
        .hasSize(mistake.isEmpty() ? 0 : 1)
        .allMatch(m -> m.contains("http_tls_key_file " + mistake));
    if (mistake.isEmpty()) {
      assertThat(conf().warnings(keys))
          .hasSize(warning.isEmpty() ? 0 : 1)
          .allMatch(w -> w.contains("http_tls_key_file " + warning));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-rw-r--", "rw-r--rw-"})
  void certificatesThatOthersCanChangeAreRefused(String modes) {
    conf().write("cert", bytes("x"), modes).write("key", bytes("x"), "rw-------");
    assertThat(conf().mistakes(json("'http_tls_cert_file': 'cert', 'http_tls_key_file': 'key'")))
        .singleElement()
        .asString()
        .contains("http_tls_cert_file can be changed by others");
    assertThat(conf().mistakes(json("'redis_host': 'rediss://:p@n', 'redis_tls_ca_file': 'cert'")))
        .singleElement()
        .asString()
        .contains("redis_tls_ca_file can be changed by others");
  }

  @Test
  void nothingThatIsPrintedHoldsAPassword() throws ConfigException {
    String[] withSecret = {
      "'redis_pass': 'hunter2'",
      "'redis_host': 'n', 'redis_pass': 'hunter2'",
      "'redis_host': 'redis://u:hunter2@n'"
    };
    for (String keys : withSecret) {
      ConfigFile.Reading reading = conf().reading(json(keys));
      assertThat(reading.config().redis().password()).isEqualTo("hunter2");
      assertThat(ConfigPrinter.print(reading)).doesNotContain("hunter2").contains(Keys.MASK);
      assertThat(reading.toString()).doesNotContain("hunter2");
      assertThat(reading.config().warnings().toString()).doesNotContain("hunter2");
    }
  }

  private static String json(String keys) {
    return "{" + keys.replace('\'', '"') + "}";
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private ConfFolder conf() {
    return ConfFolder.in(folder);
  }
}
