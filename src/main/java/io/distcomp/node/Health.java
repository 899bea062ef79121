package io.distcomp.node;

import io.distcomp.queue.RedisTrouble;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What the node says of itself to health checks. Written by its verticles, read by anyone. */
public final class Health {

  /** Outcomes that wait on the node's disk, and the bytes of their files. */
  public record Spooled(long outcomes, long bytes) {}

  /** Nobody has tried again for so long: what failed is not wanted any more. */
  private static final Duration FORGET = Duration.ofSeconds(30);

  private record Trouble(RedisTrouble what, Instant since, Instant last) {}

  private final Map<String, Trouble> troubles = new ConcurrentHashMap<>();
  private volatile boolean draining;
  private volatile Spooled spooled = new Spooled(0, 0);
  private volatile @Nullable Instant memoryShortSince;

  /** The last claim, flush or renewal failed. */
  public boolean redisIsAway() {
    return !troubles.isEmpty();
  }

  /** Why and since when Redis is of no use, for people; empty while it works. */
  public Optional<String> redisTrouble() {
    return troubles.values().stream().min(Comparator.comparing(Trouble::since)).map(Health::text);
  }

  private static String text(Trouble trouble) {
    String since = "since " + trouble.since().truncatedTo(ChronoUnit.SECONDS);
    return trouble.what().isAway()
        ? "away " + since + ": " + trouble.what().sentence()
        : trouble.what().sentence() + ", " + since;
  }

  public boolean draining() {
    return draining;
  }

  /** One more try failed of what the node does with Redis. */
  void failed(String what, RedisTrouble trouble, Instant now) {
    troubles.compute(
        what, (key, known) -> new Trouble(trouble, known == null ? now : known.since(), now));
  }

  /** It works, so Redis answers: what nobody tries any more is no news either. */
  void succeeded(String what, Instant now) {
    troubles.remove(what);
    troubles.values().removeIf(trouble -> trouble.last().isBefore(now.minus(FORGET)));
  }

  /** Since when the memory guard keeps the node from taking tasks; null while it does not. */
  public @Nullable Instant memoryShortSince() {
    return memoryShortSince;
  }

  /** What could not be recorded yet. */
  public Spooled spooled() {
    return spooled;
  }

  void draining(boolean value) {
    draining = value;
  }

  void memoryShortSince(@Nullable Instant value) {
    memoryShortSince = value;
  }

  void spooled(Spooled value) {
    spooled = value;
  }
}
