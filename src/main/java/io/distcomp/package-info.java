/**
 * The program: {@link io.distcomp.DistComp} wires the packages together and sets up the log.
 * Nothing depends on it.
 */
@org.jspecify.annotations.NullMarked
@com.google.errorprone.annotations.CheckReturnValue
package io.distcomp;
