package io.distcomp.config;

import static io.distcomp.config.ValueType.seconds;

import java.time.Duration;
import java.util.SortedSet;

/** The keys about hooks and about more and fewer nodes: a part of the catalogue in {@link Keys}. */
final class HookKeys {

  static final Key<String> HOOK_COMMAND =
      new Key<>("hook_command", ValueType.COMMAND, null, c -> c.hooks().command());
  static final Key<String> HOOK_URL =
      new Key<>(
          "hook_url",
          ValueType.text("an http or https URL"),
          null,
          c -> c.hooks().url() == null ? null : Keys.MASK);
  static final Key<SortedSet<String>> HOOK_EVENTS =
      new Key<>(
          "hook_events",
          ValueType.setOf(ValueType.EVENT, "the names of events"),
          ValueType.EVENTS,
          c -> c.hooks().events());
  static final Key<String> HOOK_SECRET_FILE =
      new Key<>("hook_secret_file", ValueType.PATH, null, c -> c.hooks().secretFile());
  static final Key<Duration> HOOK_TIMEOUT =
      new Key<>(
          "hook_timeout_seconds",
          seconds("1", "3600"),
          Duration.ofSeconds(30),
          c -> c.hooks().timeout());
  static final Key<Duration> HOOK_STALLED =
      new Key<>(
          "hook_stalled_seconds",
          seconds("1", "86400"),
          Duration.ofMinutes(10),
          c -> c.hooks().stalledAfter());
  static final Key<String> SCALE_COMMAND =
      new Key<>("scale_command", ValueType.COMMAND, null, c -> c.scaling().command());
  static final Key<Duration> SCALE_COOLDOWN =
      new Key<>(
          "scale_cooldown_seconds",
          seconds("1", "86400"),
          Duration.ofMinutes(1),
          c -> c.scaling().cooldown());
  static final Key<Duration> SCALE_TIMEOUT =
      new Key<>(
          "scale_timeout_seconds",
          seconds("1", "3600"),
          Duration.ofMinutes(1),
          c -> c.scaling().timeout());
  static final Key<Duration> IDLE_EXIT =
      new Key<>(
          "idle_exit_seconds",
          seconds("0", "31536000"),
          Duration.ZERO,
          c -> c.scaling().idleExit());

  private HookKeys() {}
}
