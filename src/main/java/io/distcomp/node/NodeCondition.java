package io.distcomp.node;

import io.distcomp.process.ProcessListener.Exit;
import io.distcomp.process.ProcessListener.Refusal;
import io.distcomp.task.AttemptReport;
import io.vertx.core.Vertx;
import java.util.function.IntSupplier;

/**
 * Hears what became of each task and draws from it whether this node is fit: {@link SickNode} and
 * {@link BlackHoleWatch}. Confined to the executor's event loop.
 */
final class NodeCondition {

  private final SickNode sick;
  private final BlackHoleWatch blackHole;

  /**
   * @param running how many tasks run
   * @param onWell called when tasks may be taken again
   */
  NodeCondition(
      Vertx vertx,
      NodeParts node,
      Admission admission,
      Inbox inbox,
      IntSupplier running,
      Runnable onWell) {
    sick = new SickNode(vertx, node, admission.sickness(), inbox, running, onWell);
    blackHole = new BlackHoleWatch(node);
  }

  void stop() {
    sick.stop();
  }

  void refused(Refusal refusal) {
    sick.refused(refusal);
  }

  void exited(Exit exit) {
    sick.exited(exit);
  }

  void ended(AttemptReport report) {
    blackHole.ended(report);
  }
}
