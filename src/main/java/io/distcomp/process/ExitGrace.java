package io.distcomp.process;

import java.time.Duration;

/** How long the end of a command may take to show. For both spawners. */
final class ExitGrace {
  /** From the exit of a command to the end of its pipes; then what holds them is killed. */
  static final Duration PIPES = Duration.ofMillis(500);

  /** From the wish to close a spawner to the end of its last command. */
  static final Duration CLOSE = Duration.ofSeconds(10);

  private ExitGrace() {}
}
