/**
 * One machine's work: claims, runs and reports tasks. Entry point: {@link io.distcomp.node.Node},
 * which starts the verticles and stops them in order. Verticles wire; what they decide is in plain
 * classes. Must not know HTTP or Redis.
 */
@org.jspecify.annotations.NullMarked
@com.google.errorprone.annotations.CheckReturnValue
package io.distcomp.node;
