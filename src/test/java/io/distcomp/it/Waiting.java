package io.distcomp.it;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** How the tests of this package wait: for a condition, looked at often. */
final class Waiting {
  private Waiting() {}

  static ConditionFactory atMost(Duration limit, String what) {
    return Awaitility.await(what)
        .atMost(limit)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(20));
  }
}
