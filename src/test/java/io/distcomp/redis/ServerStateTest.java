package io.distcomp.redis;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerStateTest {

  @Test
  void whatIsWrittenIsReadAgain() {
    ServerState state = new ServerState(4711, new Endpoint("::1", 6400, " pass wörd\n\"\\"));
    assertThat(ServerState.parse(state.toText())).contains(state);
    assertThat(state.toText()).doesNotContain("\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "4711", "4711 127.0.0.1 6400 ", "x 127.0.0.1 6400 00", "1 h 1 0"})
  void anyOtherTextIsNoState(String text) {
    assertThat(ServerState.parse(text)).isEmpty();
  }

  @Test
  void noTextForPeopleShowsThePassword() {
    ServerState state = new ServerState(1, new Endpoint("127.0.0.1", 6400, "secret"));
    assertThat(state.toString()).doesNotContain("secret");
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, 127.0.0.1, false",
    "10.0.0.5 127.0.0.1, 10.0.0.5, false",
    "0.0.0.0, 127.0.0.1, true",
    "* -::*, 127.0.0.1, true",
    "::, ::1, true",
    "-::1, ::1, false"
  })
  void theNodeUsesTheFirstAddressThatTheServerListensAt(String bind, String host, boolean any) {
    assertThat(Endpoint.hostOf(bind)).isEqualTo(host);
    assertThat(Endpoint.isAny(bind)).isEqualTo(any);
  }

  @Test
  void anAddressOfManyColonsIsBracketedInAUrl() {
    assertThat(new Endpoint("::1", 6400, "x").url()).isEqualTo("redis://[::1]:6400");
  }
}
