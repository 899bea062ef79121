package io.distcomp.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the text of a host says about it. */
class HostsTest {

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "127.255.0.9", "localhost", "LocalHost", "::1"})
  void loopbackIsKnownByItsText(String host) {
    assertThat(Hosts.isLoopback(host)).isTrue();
    assertThat(Hosts.isValid(host)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0",
        "10.0.0.1",
        "127.evil.org",
        "127.0.0.1.evil.org",
        "localhost.evil.org",
        "::",
        "fe80::1",
        "node0",
        "1270.0.0.1"
      })
  void nothingElseIsLoopback(String host) {
    assertThat(Hosts.isLoopback(host)).isFalse();
    assertThat(Hosts.isValid(host)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " ", "a b", "a/b", "a:80", "[::1]", "user@host", "-a", "a-", "a\n", ".", "*"})
  void whatIsNoHostIsRefused(String host) {
    assertThat(Hosts.isValid(host)).isFalse();
    assertThat(Hosts.isLoopback(host)).isFalse();
  }
}
