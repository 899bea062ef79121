/**
 * Tells the outside world: events to a URL or a command, and a command that asks for more nodes.
 * Its entry point is {@code HookVerticle}; it must not know how tasks are run ({@code node}).
 */
@org.jspecify.annotations.NullMarked
package io.distcomp.hook;
