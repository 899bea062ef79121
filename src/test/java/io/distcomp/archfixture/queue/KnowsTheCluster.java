package io.distcomp.archfixture.queue;

import io.distcomp.archfixture.cluster.KnowsPicocli;

/** Breaks the order of the packages: the queue knows the cluster. Only read by a test. */
public final class KnowsTheCluster {
  KnowsPicocli cluster = new KnowsPicocli();
}
