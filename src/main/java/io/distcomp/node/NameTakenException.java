package io.distcomp.node;

import io.distcomp.task.NodeId;
import org.jspecify.annotations.Nullable;

/** A live node with another data_dir has this node's name. */
public final class NameTakenException extends RuntimeException {
  private static final long serialVersionUID = 1;

  NameTakenException(String name, NodeId self, @Nullable String holder) {
    super(
        "a live node has the name '"
            + name
            + "' already: its node id is "
            + holder
            + ", this one's is "
            + self
            + "; choose another node_name");
  }
}
