package io.distcomp.process;

import java.util.List;

/**
 * A command whose processes are to be killed. Implemented by each spawner's child, called by {@link
 * Hunts} on the keeper's thread.
 */
interface Prey {

  long pid();

  String mark();

  /** Whether the command leads a process group (and session) of its own. */
  boolean ownsGroup();

  /**
   * Signals the group as a whole, if that can be done in one step; false means that the members
   * have to be signalled one by one.
   */
  boolean signalGroup(Signal signal);

  /** Processes that are known without {@code /proc}. */
  List<ProcessHandle> relatives();

  /**
   * None is left.
   *
   * @param request the number of the latest {@link Hunts#hunt} that this answers
   * @param foundAny there had been one, so something was killed
   */
  void onGone(int request, boolean foundAny);

  /** The two ways to ask a process to end. */
  enum Signal {
    TERM(15),
    KILL(9);

    final int number;

    Signal(int number) {
      this.number = number;
    }
  }
}
