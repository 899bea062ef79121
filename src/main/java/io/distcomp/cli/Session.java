package io.distcomp.cli;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * What every verb works with. One per process; made by the wiring, or by a test.
 *
 * @param clock also says the zone of times in tables
 */
public record Session(
    Console console,
    Caller caller,
    Signals signals,
    Clock clock,
    NodeLauncher launcher,
    ConfigSource configs) {

  NodeClient connect(TargetOptions options) {
    return new NodeClient(new NodeFinder(caller).find(options));
  }

  String time(@Nullable Instant time) {
    return Wording.time(time, zone(), clock.instant());
  }

  /** Whether it is still to come. */
  boolean isToCome(@Nullable Instant time) {
    return time != null && time.isAfter(clock.instant());
  }

  ZoneId zone() {
    return clock.getZone();
  }
}
