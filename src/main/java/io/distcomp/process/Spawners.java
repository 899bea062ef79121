package io.distcomp.process;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes spawners. Called once, where a node is put together; the caller closes what it gets. */
public final class Spawners {
  private static final Logger LOG = LoggerFactory.getLogger(Spawners.class);

  private Spawners() {}

  /**
   * The fastest one that this system allows. Loads all that it needs at once (about 0.1 s), so not
   * on an event loop.
   */
  public static Spawner best(SpawnerSettings settings) {
    try {
      return new PosixSpawner(settings);
    } catch (LinkageError | RuntimeException e) {
      LOG.warn("commands are started with the slower ProcessBuilder: {}", e.toString());
      return new JdkSpawner(settings);
    }
  }
}
