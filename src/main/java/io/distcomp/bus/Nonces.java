package io.distcomp.bus;

import io.vertx.core.Future;
import java.time.Duration;

/**
 * The nonces that all nodes remember together: a message that one of them has taken is refused by
 * the others. Asked by {@link BusAuth} after its own memory.
 */
@FunctionalInterface
public interface Nonces {

  /** Whether nobody has used it within the given time; a failure means that nobody can tell. */
  Future<Boolean> firstUse(String nonce, Duration lasting);
}
