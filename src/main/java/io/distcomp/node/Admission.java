package io.distcomp.node;

import io.distcomp.task.Demand;
import io.distcomp.task.NodeInfo;
import io.distcomp.task.Resources;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides how much the node could start now: from what is reserved, from measured memory, from what
 * waits to be recorded, and from whether commands can be started here at all. Confined to the
 * executor's event loop.
 */
final class Admission {

  private static final Logger LOG = LoggerFactory.getLogger(Admission.class);
  private static final long MAX_WAITING_BYTES = 64 << 20;

  private final Holdings holdings;
  private final Capacity capacity;
  private final MemoryWatch memory;
  private final SickPause sick;
  private final int maxUnreported;

  Admission(NodeParts node, MemoryWatch memory) {
    NodeInfo info = node.info();
    holdings = node.holdings();
    capacity = new Capacity(info.capacity(), info.slots());
    this.memory = memory;
    sick = new SickPause(node.clock());
    maxUnreported = Math.max(1000, 4 * info.slots());
  }

  void reserve(Resources needs) {
    capacity.reserve(needs);
  }

  void release(Resources needs) {
    capacity.release(needs);
  }

  /** A command was started and its output stored. */
  void succeeded() {
    sick.succeeded();
  }

  /** No fault of the command: the machine cannot fork, or its disk is full. */
  void failed(String reason) {
    if (!sick.isOn()) {
      LOG.warn("no tasks are taken for a while: {}", reason);
    }
    sick.failed();
  }

  /** {@code running} tasks are held and not over. */
  Demand demand(int running) {
    boolean mustWait =
        memory.isShort()
            || sick.isOn()
            || holdings.isStuck()
            || holdings.waitingBytes() > MAX_WAITING_BYTES;
    return capacity.demand(mustWait, holdings.size() - running, maxUnreported);
  }

  /** Whether a demand for nothing has a cause that passes without a task's end. */
  boolean mayChangeByItself(Demand demand) {
    return demand.isNothing() && capacity.hasFreeSlot();
  }
}
