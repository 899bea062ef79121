/**
 * Starts, watches and kills commands. Entry point: {@link io.distcomp.process.Spawners}. Knows no
 * Vert.x and no queue: it talks to its user through callbacks.
 */
@org.jspecify.annotations.NullMarked
@com.google.errorprone.annotations.CheckReturnValue
package io.distcomp.process;
