/**
 * The private Redis server of a node: found or unpacked, started, adopted after a crash, stopped.
 * Entry point: {@link io.distcomp.redis.EmbeddedRedis}. Knows no Vert.x and no queue; every call
 * blocks, so none is made on an event loop.
 */
@org.jspecify.annotations.NullMarked
@com.google.errorprone.annotations.CheckReturnValue
package io.distcomp.redis;
