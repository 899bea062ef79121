package io.distcomp.cluster;

import java.util.Optional;

/**
 * How this node is connected to the others, for the status page and the log. Made here, read by
 * anybody.
 *
 * @param nodes members of the cluster, this one included
 * @param notice what the user should know, in one sentence
 */
public record ClusterStatus(State state, int nodes, Optional<String> notice) {

  /** Whether messages of other nodes can arrive. */
  public enum State {
    /** Not wanted. */
    OFF,
    /** Being joined, or to be tried again; the node is alone meanwhile. */
    JOINING,
    JOINED
  }
}
