package io.distcomp.archfixture.task;

import io.distcomp.archfixture.queue.Rows;

/** Breaks the order of the packages: the words know the queue. Only read by a test. */
public final class KnowsTheQueue {
  Rows[] rows = {};
}
