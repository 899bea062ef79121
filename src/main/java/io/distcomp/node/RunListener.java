package io.distcomp.node;

import io.distcomp.process.ChildProcess;
import io.distcomp.process.ProcessListener;
import java.time.Clock;
import java.time.Instant;

/**
 * Brings what a spawner's threads say of one run to the executor's event loop, with the time at
 * which it was said.
 */
final class RunListener implements ProcessListener {

  /** What happens to runs; called on the executor's event loop. */
  interface Events {
    void onStarted(Run run, ChildProcess process, Instant at);

    void onRefused(Run run, Refusal refusal, Instant at);

    void onExit(Run run, Exit exit, Instant at);
  }

  private final Run run;
  private final Inbox inbox;
  private final Clock clock;
  private final Events events;

  /** For the executor's event loop. */
  RunListener(Run run, Inbox inbox, Clock clock, Events events) {
    this.run = run;
    this.inbox = inbox;
    this.clock = clock;
    this.events = events;
    inbox.lookSoon();
  }

  @Override
  public void onStarted(ChildProcess process) {
    Instant at = clock.instant();
    // a wake-up of the loop for each start would cost more than all else that is done there
    inbox.leave(() -> events.onStarted(run, process, at));
  }

  @Override
  public void onRefused(Refusal refusal) {
    Instant at = clock.instant();
    inbox.put(() -> events.onRefused(run, refusal, at));
  }

  @Override
  public void onExit(Exit exit) {
    Instant at = clock.instant();
    inbox.put(() -> events.onExit(run, exit, at));
  }
}
