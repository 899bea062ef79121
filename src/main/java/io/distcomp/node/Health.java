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

  /** Something that keeps the node from taking tasks, in words for people. */
  public record Trouble(Instant since, String why) {}

  /** Outcomes that wait on the node's disk, and the bytes of their files. */
  public record Spooled(long outcomes, long bytes) {}

  /** Nobody has tried again for so long: what failed is not wanted any more. */
  private static final Duration FORGET = Duration.ofSeconds(30);

  private record Refusal(RedisTrouble what, Instant since, Instant last) {}

  private final Map<String, Refusal> refusals = new ConcurrentHashMap<>();
  private volatile boolean draining;
  private volatile Spooled spooled = new Spooled(0, 0);
  private volatile @Nullable Instant memoryShortSince;
  private volatile @Nullable Trouble sick;
  private volatile @Nullable Trouble blackHole;
  private volatile @Nullable String notice;

  /** Whether it runs, but cannot do all of its work. */
  public boolean degraded() {
    return redisIsAway() || memoryShortSince != null || sick != null || blackHole != null;
  }

  /** The last claim, flush or renewal failed. */
  public boolean redisIsAway() {
    return !refusals.isEmpty();
  }

  /** Why and since when Redis is of no use, for people; empty while it works. */
  public Optional<String> redisTrouble() {
    return refusals.values().stream().min(Comparator.comparing(Refusal::since)).map(Health::text);
  }

  private static String text(Refusal refusal) {
    String since = "since " + refusal.since().truncatedTo(ChronoUnit.SECONDS);
    return refusal.what().isAway()
        ? "away " + since + ": " + refusal.what().sentence()
        : refusal.what().sentence() + ", " + since;
  }

  public boolean draining() {
    return draining;
  }

  /** Since when the memory guard keeps the node from taking tasks; null while it does not. */
  public @Nullable Instant memoryShortSince() {
    return memoryShortSince;
  }

  /** What could not be recorded yet. */
  public Spooled spooled() {
    return spooled;
  }

  /** Why this machine cannot start commands or store what they write; null when it can. */
  public @Nullable Trouble sick() {
    return sick;
  }

  /**
   * Why the node drains itself: its tasks fail here and succeed elsewhere; null when it does not.
   */
  public @Nullable Trouble blackHole() {
    return blackHole;
  }

  /** What people should know, though the node takes tasks; null when there is nothing. */
  public @Nullable String notice() {
    return notice;
  }

  /** One more try failed of what the node does with Redis. */
  void failed(String what, RedisTrouble trouble, Instant now) {
    refusals.compute(
        what, (key, known) -> new Refusal(trouble, known == null ? now : known.since(), now));
  }

  /** It works, so Redis answers: what nobody tries any more is no news either. */
  void succeeded(String what, Instant now) {
    refusals.remove(what);
    refusals.values().removeIf(refusal -> refusal.last().isBefore(now.minus(FORGET)));
  }

  /** A user who lets the node take tasks again knows better than what it found out. */
  void draining(boolean value) {
    draining = value;
    if (!value) {
      blackHole = null;
    }
  }

  void memoryShortSince(@Nullable Instant value) {
    memoryShortSince = value;
  }

  void spooled(Spooled value) {
    spooled = value;
  }

  void notice(@Nullable String value) {
    notice = value;
  }

  void sick(@Nullable Trouble value) {
    sick = value;
  }

  void blackHole(@Nullable Trouble value) {
    blackHole = value;
  }
}
