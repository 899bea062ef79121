/**
 * Whole nodes in their own JVMs, used through their front doors alone: HTTP, the command line and
 * signals. Entry point: {@link io.distcomp.testkit.NodeProcess}. Knows nothing of how a node works
 * inside.
 */
package io.distcomp.it;
