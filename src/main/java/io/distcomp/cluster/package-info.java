/**
 * The event bus between nodes: Hazelcast set up for it, and joined by the member list. Entry point:
 * {@link io.distcomp.cluster.ClusteredVertx}. The only package that knows Hazelcast; it must not
 * know tasks, and nothing breaks when the cluster does.
 */
@org.jspecify.annotations.NullMarked
@com.google.errorprone.annotations.CheckReturnValue
package io.distcomp.cluster;
