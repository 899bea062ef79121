/**
 * What tests of several packages share: real servers and whole nodes. Entry point: {@link
 * io.distcomp.testkit.RedisServer}. Knows no queue: a test of the queue must not be judged by the
 * queue's own client.
 */
package io.distcomp.testkit;
