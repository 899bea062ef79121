package io.distcomp.api;

import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Browsers that are logged in. For the web verticle's loop only; a restart ends them all, and so
 * does another token.
 */
final class Sessions {

  static final Duration LIFE = Duration.ofHours(12);
  private static final int MOST = 1000;

  private record Session(String tokenHash, Instant expiry) {}

  private final RandomTexts texts;
  private final Clock clock;
  private final Map<ByteBuffer, Session> sessions = new LinkedHashMap<>();

  Sessions(RandomTexts texts, Clock clock) {
    this.texts = texts;
    this.clock = clock;
  }

  /** The id that the browser keeps. */
  String open(AccessToken token) {
    Instant now = clock.instant();
    sessions.values().removeIf(session -> !session.expiry().isAfter(now));
    while (sessions.size() >= MOST) {
      sessions.remove(sessions.keySet().iterator().next());
    }
    String id = texts.next();
    sessions.put(key(id), new Session(token.hash(), now.plus(LIFE)));
    return id;
  }

  boolean isOpen(String id, AccessToken token) {
    Session session = sessions.get(key(id));
    return session != null
        && session.expiry().isAfter(clock.instant())
        && session.tokenHash().equals(token.hash());
  }

  private static ByteBuffer key(String id) {
    return ByteBuffer.wrap(AccessToken.sha256(id));
  }
}
