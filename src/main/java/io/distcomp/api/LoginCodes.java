package io.distcomp.api;

import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Codes that log a browser in once. For the web verticle's loop only; keeps hashes, not codes, and
 * at most a hundred.
 */
final class LoginCodes {

  private static final int MOST = 100;

  private final RandomTexts texts;
  private final Clock clock;
  private final Map<ByteBuffer, Instant> expiries = new LinkedHashMap<>();

  LoginCodes(RandomTexts texts, Clock clock) {
    this.texts = texts;
    this.clock = clock;
  }

  String issue(Duration life) {
    forgetExpired();
    while (expiries.size() >= MOST) {
      expiries.remove(expiries.keySet().iterator().next());
    }
    String code = texts.next();
    expiries.put(key(code), clock.instant().plus(life));
    return code;
  }

  /** True the first time for each code that has not expired. */
  boolean redeem(String code) {
    forgetExpired();
    return expiries.remove(key(code)) != null;
  }

  private void forgetExpired() {
    Instant now = clock.instant();
    expiries.values().removeIf(expiry -> !expiry.isAfter(now));
  }

  private static ByteBuffer key(String code) {
    return ByteBuffer.wrap(AccessToken.sha256(code));
  }
}
