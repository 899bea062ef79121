/**
 * The conf file: read, validated, as immutable records. Entry point: {@link
 * io.distcomp.config.ConfigFile}.
 */
@org.jspecify.annotations.NullMarked
@com.google.errorprone.annotations.CheckReturnValue
package io.distcomp.config;
