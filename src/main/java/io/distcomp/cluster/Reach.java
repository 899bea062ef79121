package io.distcomp.cluster;

import io.distcomp.queue.Members.Member;

/**
 * Which registered members can be dialled from this node: a loopback address only on its own
 * machine, and from a loopback address nothing else. Used by {@link ClusterJoiner}.
 *
 * @param host this machine's name on the list
 */
record Reach(BindAddress bind, String host) {

  boolean includes(Member member) {
    return member.host().equals(host)
        || !(bind.isLoopback() || BindAddress.isLoopback(member.address()));
  }
}
