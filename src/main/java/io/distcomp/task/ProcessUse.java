package io.distcomp.task;

import java.time.Duration;

/**
 * What the processes of one running command use. Immutable; sampled by the node that runs it.
 *
 * @param cpu of those that live and the children that they have waited for
 * @param memoryBytes resident now
 * @param peakMemoryBytes the largest of the samples so far
 */
public record ProcessUse(Duration cpu, long memoryBytes, long peakMemoryBytes) {}
