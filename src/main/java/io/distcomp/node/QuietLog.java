package io.distcomp.node;

import io.distcomp.queue.RedisTrouble;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;

/**
 * Says a repeated trouble with Redis once in a while, with a count, and says when it is over;
 * health hears of each. Confined to its user's event loop.
 */
final class QuietLog {

  private static final Duration INTERVAL = Duration.ofSeconds(30);

  private final Logger log;
  private final Clock clock;
  private final String what;
  private final Health health;
  private Instant next = Instant.MIN;
  private Instant since = Instant.MIN;
  private long times;

  QuietLog(Logger log, Clock clock, String what, Health health) {
    this.log = log;
    this.clock = clock;
    this.what = what;
    this.health = health;
  }

  void failed(Throwable cause) {
    Instant now = clock.instant();
    RedisTrouble trouble = RedisTrouble.of(cause);
    health.failed(what, trouble, now);
    if (times++ == 0) {
      since = now;
    }
    if (!now.isBefore(next)) {
      next = now.plus(INTERVAL);
      log.warn("{} failed ({} times): {} ({})", what, times, trouble.sentence(), trouble.advice());
    }
  }

  void succeeded() {
    if (times > 0 || health.redisIsAway()) {
      health.succeeded(what, clock.instant());
    }
    if (times > 0) {
      log.info(
          "{} works again after {} s", what, Duration.between(since, clock.instant()).toSeconds());
      times = 0;
      next = Instant.MIN;
    }
  }
}
