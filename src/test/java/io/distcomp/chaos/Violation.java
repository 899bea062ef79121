package io.distcomp.chaos;

/** One broken promise. Found by the {@link Oracle}; immutable. */
record Violation(Kind kind, String what) {

  /** Which promise. */
  enum Kind {
    /** A task was acknowledged and is not there. */
    LOST,
    /** One task was stored twice. */
    DUPLICATED,
    /** A task, a run or an outcome that nobody submitted. */
    UNEXPECTED,
    /** A request was refused that is in order. */
    REFUSED,
    /** A task has no final state at the end. */
    STUCK,
    /** More than one outcome counted. */
    DUPLICATE_COMMIT,
    /** A final state was seen to change. */
    CHANGED,
    /** The outcome is not the one of the run that had the task. */
    MISATTRIBUTED,
    /** It ended in another way than its command does. */
    WRONG_END,
    /** Its output is not what its command writes. */
    OUTPUT,
    /** More runs than the record has attempts, or one claim that ran twice. */
    ATTEMPTS,
    /** A counter of failures or losses is wrong or above its limit. */
    LIMITS,
    /** Counters or indexes do not balance. */
    COUNTERS,
    /** A process of a task outlived the last node. */
    SURVIVOR,
    /** A node uses more than it did. */
    RESOURCES,
    /** Something else that is promised. */
    PROMISE
  }

  @Override
  public String toString() {
    return kind + ": " + what;
  }
}
