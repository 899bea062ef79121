/**
 * The words of DistComp: ids, specs, states, attempts and outcomes. Immutable values of the JDK
 * alone; this package knows neither Redis nor Vert.x nor JSON.
 */
@org.jspecify.annotations.NullMarked
@com.google.errorprone.annotations.CheckReturnValue
package io.distcomp.task;
