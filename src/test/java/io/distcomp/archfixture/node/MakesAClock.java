package io.distcomp.archfixture.node;

import java.time.Clock;

/** Breaks the rule that a clock is handed in. Only read by a test. */
public final class MakesAClock {
  Clock clock = Clock.systemUTC();
}
