package io.distcomp.node;

import io.distcomp.task.Demand;
import io.distcomp.task.Resources;

/**
 * Decides how much the node could start now: from what is reserved, from measured memory, from what
 * waits to be recorded, and from whether commands can be started here at all. Confined to the
 * executor's event loop.
 */
final class Admission {

  private static final long MAX_WAITING_BYTES = 64 << 20;

  private final NodeParts node;
  private final Holdings holdings;
  private final Activity activity;
  private final Capacity capacity;
  private final MemoryWatch memory;
  private final Sickness sick;

  Admission(NodeParts node, MemoryWatch memory) {
    this.node = node;
    holdings = node.holdings();
    activity = node.activity();
    capacity = new Capacity(node.info().capacity(), node.slots());
    this.memory = memory;
    sick = new Sickness(node.clock(), node.slots());
  }

  void reserve(Resources needs) {
    capacity.reserve(needs);
    activity.reserved(capacity.reserved());
  }

  void release(Resources needs) {
    capacity.release(needs);
    activity.reserved(capacity.reserved());
  }

  /** A command was started; whether more may start because of it. */
  boolean started() {
    return sick.started();
  }

  Sickness sickness() {
    return sick;
  }

  /** {@code running} tasks are held and not over. */
  Demand demand(int running) {
    int slots = node.slots();
    capacity.slots(slots);
    sick.slots(slots);
    int maxUnreported = Math.max(1000, 4 * slots);
    boolean mustWait =
        memory.isShort() || holdings.isStuck() || holdings.waitingBytes() > MAX_WAITING_BYTES;
    Demand demand = capacity.demand(mustWait, holdings.size() - running, maxUnreported);
    return new Demand(Math.min(demand.slots(), sick.room(running)), demand.free());
  }

  /** Whether a demand for nothing has a cause that passes without a task's end. */
  boolean mayChangeByItself(Demand demand) {
    return demand.isNothing() && capacity.hasFreeSlot();
  }
}
