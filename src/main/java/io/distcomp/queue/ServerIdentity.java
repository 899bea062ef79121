package io.distcomp.queue;

import org.jspecify.annotations.Nullable;

/**
 * Which process of Redis answers on a connection.
 *
 * @param runId differs for each start of a server; null when it may not be asked
 * @param keepsAll it writes each change to its disk before it acknowledges it, and no other server
 *     ever takes its place
 */
record ServerIdentity(@Nullable String runId, boolean keepsAll) {

  static final ServerIdentity UNKNOWN = new ServerIdentity(null, false);

  boolean isSameAs(ServerIdentity other) {
    return runId != null && runId.equals(other.runId);
  }

  /** For scripts: empty where nothing that this server acknowledged can be forgotten. */
  String forgetful() {
    return runId == null || keepsAll ? "" : runId;
  }
}
