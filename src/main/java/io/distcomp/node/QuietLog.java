package io.distcomp.node;

import io.distcomp.queue.RedisTrouble;
import io.distcomp.task.Counted;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Says a repeated trouble once in a while, with a count, and says when it is over; health hears of
 * each that keeps the node from its work. Confined to its user's event loop.
 */
final class QuietLog {

  private static final Duration INTERVAL = Duration.ofSeconds(30);

  private final Logger log;
  private final Clock clock;
  private final String what;
  private final @Nullable Health health;
  private Instant next = Instant.MIN;
  private Instant since = Instant.MIN;
  private long times;

  /** For trouble that says nothing of whether the node can do its work with Redis. */
  QuietLog(Logger log, Clock clock, String what) {
    this(log, clock, what, null);
  }

  /** For trouble with Redis. */
  QuietLog(Logger log, Clock clock, String what, @Nullable Health health) {
    this.log = log;
    this.clock = clock;
    this.what = what;
    this.health = health;
  }

  void failed(Throwable cause) {
    Instant now = clock.instant();
    if (times++ == 0) {
      since = now;
    }
    String words = health == null ? String.valueOf(cause.getMessage()) : tell(health, cause, now);
    if (!now.isBefore(next)) {
      next = now.plus(INTERVAL);
      log.warn("{} failed ({}): {}", what, Counted.of(times, "time"), words);
    }
  }

  private String tell(Health listener, Throwable cause, Instant now) {
    RedisTrouble trouble = RedisTrouble.of(cause);
    listener.failed(what, trouble, now);
    return trouble.sentence() + " (" + trouble.advice() + ")";
  }

  void succeeded() {
    if (health != null && (times > 0 || health.redisIsAway())) {
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
