package io.distcomp.node;

import io.distcomp.task.Demand;
import io.distcomp.task.Resources;

/**
 * What of the machine is reserved and what is free: running plus free is the whole. Confined to the
 * executor's event loop.
 */
final class Capacity {

  private final Resources total;
  private int slots;
  private Resources reserved = Resources.NONE;
  private int running;

  Capacity(Resources total, int slots) {
    this.total = total;
    this.slots = slots;
  }

  /** Where more run than that, their ends make room. */
  void slots(int most) {
    slots = most;
  }

  void reserve(Resources needs) {
    reserved = reserved.plus(needs);
    running++;
  }

  void release(Resources needs) {
    reserved = reserved.minus(needs);
    running--;
  }

  Resources reserved() {
    return reserved;
  }

  int running() {
    return running;
  }

  boolean hasFreeSlot() {
    return running < slots;
  }

  /** What could start now; nothing while the node must not start more or outcomes pile up. */
  Demand demand(boolean mustWait, int unreported, int maxUnreported) {
    int free = Math.min(slots - running, maxUnreported - unreported);
    return mustWait || free <= 0 ? Demand.NOTHING : new Demand(free, total.minus(reserved));
  }
}
