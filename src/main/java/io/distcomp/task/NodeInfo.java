package io.distcomp.task;

import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What a node says of itself when it registers.
 *
 * @param capacity all memory and cpus that tasks may reserve
 * @param slots the most tasks at a time
 * @param url where its API answers
 * @param host name of the machine, which several nodes may share
 */
public record NodeInfo(
    NodeId id,
    String name,
    Incarnation incarnation,
    Resources capacity,
    int slots,
    SortedSet<String> tags,
    String url,
    String host) {

  public NodeInfo {
    tags = Collections.unmodifiableSortedSet(new TreeSet<>(tags));
  }
}
