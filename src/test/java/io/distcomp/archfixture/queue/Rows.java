package io.distcomp.archfixture.queue;

import io.distcomp.archfixture.task.KnowsTheQueue;

/** Allowed by itself; with {@link KnowsTheQueue} it makes a cycle. Only read by a test. */
public final class Rows {
  KnowsTheQueue user = new KnowsTheQueue();
}
