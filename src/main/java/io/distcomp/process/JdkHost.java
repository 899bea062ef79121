package io.distcomp.process;

import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * What all children of a {@link JdkSpawner} share. Made by it, used by its own classes.
 *
 * @param setsid the program that makes a session; null where there is none
 * @param hasProc whether {@code /proc} shows the processes
 */
record JdkHost(
    ExecutorService threads,
    Keeper keeper,
    Roster roster,
    @Nullable String setsid,
    boolean hasProc) {

  boolean findsByGroup() {
    return setsid != null && hasProc;
  }
}
