package io.distcomp.archfixture.node;

import java.time.Instant;

/** Breaks the rule that a clock is handed in. Only read by a test. */
public final class ReadsTheTime {
  Instant now = Instant.now();
}
