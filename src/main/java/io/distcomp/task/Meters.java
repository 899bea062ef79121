package io.distcomp.task;

import java.time.Duration;

/**
 * Hears what a node does, to count it. Called on any thread; an implementation only adds to
 * numbers, because some of this is said for each task.
 */
public interface Meters {

  /** Counts nothing; for those who do not look. */
  Meters NONE =
      new Meters() {
        @Override
        public void claimed(Duration took, int tasks) {}

        @Override
        public void committed(Duration took, int reports) {}

        @Override
        public void recorded(Outcome.Kind outcome) {}

        @Override
        public void spawned(Duration took) {}

        @Override
        public void answered(Duration took) {}

        @Override
        public void unanswered() {}

        @Override
        public void reconnecting() {}

        @Override
        public void told(boolean arrived) {}

        @Override
        public void late(String loop, Duration by) {}
      };

  /** A claim was answered, perhaps with no task. */
  void claimed(Duration took, int tasks);

  /** A batch of outcomes was answered. */
  void committed(Duration took, int reports);

  /** The queue has recorded the end of an attempt for the first time. */
  void recorded(Outcome.Kind outcome);

  /** A command runs; {@code took} is since its task was given to be started. */
  void spawned(Duration took);

  /** Redis has answered a call. */
  void answered(Duration took);

  /** A call of Redis failed, was refused, or had no answer in time. */
  void unanswered();

  /** A connection to Redis was over and is made again. */
  void reconnecting();

  /** One try to tell of an event by one way is over. */
  void told(boolean arrived);

  /** An event loop came to a timer so much later than it should. */
  void late(String loop, Duration by);
}
