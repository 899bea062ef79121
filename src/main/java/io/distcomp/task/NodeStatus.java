package io.distcomp.task;

import java.time.Instant;
import java.util.Locale;

/**
 * A node as users see it.
 *
 * @param seenAt when it last renewed its lease
 * @param memoryFreeBytes free memory as the node measured it
 */
public record NodeStatus(
    NodeInfo info,
    State state,
    Instant startedAt,
    Instant seenAt,
    int running,
    long memoryFreeBytes) {

  /** Whether it takes tasks. */
  public enum State {
    LIVE,
    DRAINING,
    LOST,
    STOPPED;

    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
