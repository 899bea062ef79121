package io.distcomp.cli;

/** The wish of a user or of the system that this process ends. Used by verbs that run for long. */
@FunctionalInterface
public interface Signals {

  /**
   * Listens for SIGINT, SIGTERM and SIGHUP until the handle is closed. The callbacks run on a
   * thread of their own and must not block.
   *
   * @param first runs at the first signal
   * @param again runs at each further one
   */
  Handle onStop(Runnable first, Runnable again);

  /** Ends the listening. */
  interface Handle extends AutoCloseable {
    @Override
    void close();
  }

  /** The signals of this process. */
  static Signals ofProcess() {
    return ProcessSignals.AVAILABLE ? ProcessSignals::listen : ShutdownSignals::listen;
  }
}
