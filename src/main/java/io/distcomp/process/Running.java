package io.distcomp.process;

import io.distcomp.task.ProcessUse;

/**
 * A command that was started and is not over. Implemented by each spawner's child; kept in the
 * {@link Roster}.
 */
interface Running extends ChildProcess, Prey {

  @Override
  long pid();

  SessionUse session();

  @Override
  default ProcessUse use() {
    return session().last();
  }
}
