package io.distcomp.task;

import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A node as users see it.
 *
 * @param seenAt when it last renewed its lease
 * @param memoryFreeBytes free memory as the node measured it
 * @param reserved what its running tasks have reserved, as it said a moment ago
 * @param use what it has measured on its machine, as it said a moment ago
 * @param trouble why it takes no tasks, in words; null when it does
 * @param notice what people should know, though it takes tasks; null when there is nothing
 */
public record NodeStatus(
    NodeInfo info,
    State state,
    Instant startedAt,
    Instant seenAt,
    int running,
    long memoryFreeBytes,
    Resources reserved,
    MachineUse use,
    @Nullable String trouble,
    @Nullable String notice) {

  /** One that has said nothing of its tasks. */
  public NodeStatus(
      NodeInfo info,
      State state,
      Instant startedAt,
      Instant seenAt,
      int running,
      long memoryFreeBytes) {
    this(
        info,
        state,
        startedAt,
        seenAt,
        running,
        memoryFreeBytes,
        Resources.NONE,
        MachineUse.UNKNOWN,
        null,
        null);
  }

  /** Whether it works: live and draining nodes do. */
  public boolean works() {
    return state == State.LIVE || state == State.DRAINING;
  }

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
