package io.distcomp.testkit;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestWatcher;

/**
 * Prints the end of the log of every node of a failed test. A test class names it in {@code
 * ExtendWith}; nodes enter themselves.
 */
public final class NodeProcessLogs implements BeforeEachCallback, TestWatcher {

  private static final Queue<NodeProcess> NODES = new ConcurrentLinkedQueue<>();

  static void add(NodeProcess node) {
    NODES.add(node);
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    NODES.removeIf(NodeProcess::isClosed);
  }

  @Override
  public void testFailed(ExtensionContext context, Throwable cause) {
    NODES.forEach(
        node ->
            System.err.println(
                "--- log of node "
                    + node.name()
                    + ", "
                    + context.getDisplayName()
                    + "\n"
                    + node.log()));
  }
}
