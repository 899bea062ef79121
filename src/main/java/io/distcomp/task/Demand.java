package io.distcomp.task;

/**
 * What a node could start now.
 *
 * @param slots how many tasks at most
 * @param free memory and cpus that no running task has reserved
 */
public record Demand(int slots, Resources free) {

  public static final Demand NOTHING = new Demand(0, Resources.NONE);

  public boolean isNothing() {
    return slots <= 0;
  }
}
