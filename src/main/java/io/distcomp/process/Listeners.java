package io.distcomp.process;

import io.distcomp.process.ProcessListener.Exit;
import io.distcomp.process.ProcessListener.Refusal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calls listeners so that a faulty one cannot harm a spawner's thread. For both spawners. */
final class Listeners {
  private static final Logger LOG = LoggerFactory.getLogger(Listeners.class);

  private Listeners() {}

  static void started(ProcessListener listener, ChildProcess child) {
    safely(() -> listener.onStarted(child));
  }

  static void exited(ProcessListener listener, Exit exit) {
    safely(() -> listener.onExit(exit));
  }

  static void refused(ProcessListener listener, boolean nodeIsSick, String reason) {
    safely(() -> listener.onRefused(new Refusal(nodeIsSick, reason)));
  }

  private static void safely(Runnable call) {
    try {
      call.run();
    } catch (RuntimeException | Error e) {
      LOG.error("a listener of a process failed", e);
    }
  }
}
