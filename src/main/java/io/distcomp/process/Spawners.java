package io.distcomp.process;

import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes spawners. Called once, where a node is put together; the caller closes what it gets. */
public final class Spawners {
  private static final Logger LOG = LoggerFactory.getLogger(Spawners.class);

  /**
   * A system property that says which spawner is used: {@code posix} or {@code jdk}; else the
   * fastest that works. For machines on which the fast one misbehaves, and for tests.
   */
  static final String PROPERTY = "distcomp.spawner";

  private Spawners() {}

  /**
   * The fastest one that this system and the property {@value #PROPERTY} allow. Loads all that it
   * needs at once (about 0.1 s), so not on an event loop.
   *
   * @throws IllegalArgumentException when the property has another value
   */
  public static Spawner best(SpawnerSettings settings) {
    String wanted = System.getProperty(PROPERTY, "");
    return switch (wanted) {
      case "" -> fastest(settings);
      case "posix" -> new PosixSpawner(settings);
      case "jdk" -> new JdkSpawner(settings);
      default ->
          throw new IllegalArgumentException(
              "-D" + PROPERTY + "=" + wanted + ": expected posix or jdk");
    };
  }

  /** Loads what {@link #best} will need, which takes most of its time; that says what is wrong. */
  public static void load() {
    try {
      Class.forName(Libc.class.getName());
    } catch (ClassNotFoundException | LinkageError e) {
      LOG.debug("the native library cannot be loaded: {}", e.toString());
    }
  }

  /** Why the fastest one cannot be used here; empty when it can. Loads what it needs (0.1 s). */
  public static Optional<String> whyNotPosix() {
    SpawnerSettings settings = new SpawnerSettings("doctor", 1, Duration.ofHours(1));
    try (PosixSpawner tried = new PosixSpawner(settings)) {
      return tried.name().equals("posix_spawn") ? Optional.empty() : Optional.of(tried.name());
    } catch (LinkageError | RuntimeException e) {
      return Optional.of(e.toString());
    }
  }

  private static Spawner fastest(SpawnerSettings settings) {
    try {
      return new PosixSpawner(settings);
    } catch (LinkageError | RuntimeException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause(); // of an earlier try to load it
      LOG.warn("commands are started with the slower ProcessBuilder: {}", cause.toString());
      return new JdkSpawner(settings);
    }
  }
}
