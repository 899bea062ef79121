package io.distcomp.archfixture.node;

import com.hazelcast.config.Config;

/** Breaks the homes of the libraries: Hazelcast outside the cluster. Only read by a test. */
public final class KnowsHazelcast {
  Config config = new Config();
}
