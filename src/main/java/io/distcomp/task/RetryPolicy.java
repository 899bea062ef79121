package io.distcomp.task;

/**
 * When a task that did not succeed is run again; decided inside Redis, with these numbers.
 *
 * @param maxFailures the largest number of failed attempts, for tasks that say nothing themselves
 * @param retryOnTimeout whether a timeout is retried like a failure
 * @param maxLost how many dead nodes a task may take with it before it fails
 */
public record RetryPolicy(int maxFailures, boolean retryOnTimeout, int maxLost) {}
