package io.distcomp.queue;

import io.distcomp.task.Incarnation;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;

/**
 * The part of the queue that tells the outside world: events, and the turn to ask for more nodes.
 * Used by {@code hook}; a failed future means that the answer is unknown.
 */
public interface Happenings {

  /**
   * Takes events that are due, and says that somebody is told of events: none is noted before.
   *
   * @param hidden until then nobody else takes them
   * @param tries after so many an event is given up
   */
  Future<List<Happening>> take(int most, Duration hidden, int tries);

  /** The event is over. False when somebody else has taken it meanwhile. */
  Future<Boolean> over(Happening event);

  /** The event is due again after a time; {@code done} is the way by which it was told already. */
  Future<Boolean> again(Happening event, Duration pause, String done);

  /** Notes an event when tasks could start, and none ran and none ended for so long. */
  Future<Boolean> noteStalled(Duration patience);

  /** Whether it is this node's turn to ask for more nodes; nobody else's before {@code lasting}. */
  Future<Boolean> scaleTurn(Incarnation by, Duration lasting);

  /** The turn is over; the next is not before the pause. */
  Future<Void> scaleDone(Incarnation by, Duration pause);
}
