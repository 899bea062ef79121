package io.distcomp.task;

import java.util.UUID;

/** A node's lasting identity; it lives in the node's data_dir and survives restarts and renames. */
public record NodeId(UUID value) {

  public static NodeId parse(String text) {
    return new NodeId(UUID.fromString(text));
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
