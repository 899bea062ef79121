package io.distcomp.bus;

import io.vertx.core.Future;
import java.util.Optional;

/**
 * Whose signatures a node accepts. Asked by {@link BusAuth} for each signed message, so an
 * implementation that has to look elsewhere keeps what it found.
 */
@FunctionalInterface
public interface KnownTokens {

  /** The key with this id; a failure means that it could not be looked up. */
  Future<Optional<BusKey>> find(String keyId);
}
