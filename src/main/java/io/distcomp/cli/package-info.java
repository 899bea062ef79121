/**
 * The command line: one file per verb, a thin client of the HTTP API. Entry point: {@link
 * io.distcomp.cli.Cli}. Knows Redis and the event bus only through the node's API.
 */
@org.jspecify.annotations.NullMarked
@com.google.errorprone.annotations.CheckReturnValue
package io.distcomp.cli;
