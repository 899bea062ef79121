/**
 * The typed event bus. Entry points: {@link io.distcomp.bus.Bus} and the catalogue {@link
 * io.distcomp.bus.Channels}. The bus is a hint: nothing whose loss would matter travels on it.
 * Knows only {@code task}.
 */
@org.jspecify.annotations.NullMarked
@com.google.errorprone.annotations.CheckReturnValue
package io.distcomp.bus;
