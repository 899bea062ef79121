/**
 * The only package that knows Redis. Entry point: {@link io.distcomp.queue.TaskQueue}. Every verb
 * is one Lua script over a list; must not know processes, verticles or HTTP.
 */
@org.jspecify.annotations.NullMarked
@com.google.errorprone.annotations.CheckReturnValue
package io.distcomp.queue;
