package io.distcomp.bus;

import static org.assertj.core.api.Assertions.assertThat;

import io.distcomp.bus.BusAuth.Verdict;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SharedNonceTest {

  private static final BusKey KEY = BusKey.of("t".repeat(43));
  private static final KnownTokens KNOWN =
      id -> Future.succeededFuture(Optional.of(KEY).filter(key -> key.id().equals(id)));

  private final Set<String> seen = new HashSet<>();
  private final Nonces shared = (nonce, lasting) -> Future.succeededFuture(seen.add(nonce));
  private final BusAuth.Signed signed =
      BusAuth.sign(KEY, "a", new JsonObject(), Clock.systemUTC(), new SecureRandom());

  private Future<Verdict> verify(BusAuth auth) {
    return auth.verify("a", signed.headers(), signed.body());
  }

  @Test
  void aMessageThatOneNodeHasTakenIsRefusedByTheOthers() {
    assertThat(verify(new BusAuth(KNOWN, shared, Clock.systemUTC())).result())
        .isEqualTo(Verdict.GENUINE);
    assertThat(verify(new BusAuth(KNOWN, shared, Clock.systemUTC())).result())
        .isEqualTo(Verdict.REPLAYED);
    assertThat(seen).hasSize(1);
  }

  @Test
  void aNodeThatCannotAskTheOthersTakesNothing() {
    Nonces away = (nonce, lasting) -> Future.failedFuture("away");
    assertThat(verify(new BusAuth(KNOWN, away, Clock.systemUTC())).cause()).hasMessage("away");
  }

  @Test
  void strangersLeaveNothingBehind() {
    KnownTokens nobody = id -> Future.succeededFuture(Optional.empty());
    assertThat(verify(new BusAuth(nobody, shared, Clock.systemUTC())).result())
        .isEqualTo(Verdict.FORGED);
    assertThat(seen).isEmpty();
  }
}
