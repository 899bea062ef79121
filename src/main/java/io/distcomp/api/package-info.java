/**
 * HTTP, SSE and the event bus API. Entry point: {@link io.distcomp.api.WebVerticle}. Reads and
 * changes the queue only through {@code TaskQueue}; must not know Redis or the node.
 */
@org.jspecify.annotations.NullMarked
@com.google.errorprone.annotations.CheckReturnValue
package io.distcomp.api;
