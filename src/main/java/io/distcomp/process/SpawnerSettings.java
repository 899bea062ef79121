package io.distcomp.process;

import io.distcomp.task.Incarnation;
import io.distcomp.task.NodeId;
import java.time.Duration;

/**
 * How a spawner works. Immutable; made where the node is put together.
 *
 * @param owner what all marks of its commands begin with; processes with such a mark whose command
 *     is over are killed
 * @param starters threads that start commands: one gives the best latency, two the best rate
 * @param sweepEvery how often those processes are looked for
 */
public record SpawnerSettings(String owner, int starters, Duration sweepEvery) {

  public SpawnerSettings {
    if (owner.isEmpty() || starters < 1) {
      throw new IllegalArgumentException("a spawner needs an owner and a starter");
    }
  }

  public static SpawnerSettings of(NodeId node, Incarnation incarnation) {
    return of(Marks.ofIncarnation(node, incarnation));
  }

  /** The same for any owner. */
  public static SpawnerSettings of(String owner) {
    return new SpawnerSettings(owner, defaultStarters(), Duration.ofSeconds(10));
  }

  private static int defaultStarters() {
    return Runtime.getRuntime().availableProcessors() >= 2 ? 2 : 1;
  }
}
