package io.distcomp.cli;

import io.distcomp.process.BaseEnvironment;
import io.distcomp.process.ChildProcess;
import io.distcomp.process.Command;
import io.distcomp.process.ProcessListener;
import io.distcomp.process.Spawner;
import io.distcomp.process.SpawnerSettings;
import io.distcomp.process.Spawners;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * How fast empty commands start and end without any queue: what a node could do at most. Used by
 * {@link Bench} alone.
 */
final class SpawnRate implements AutoCloseable {

  private static final int KEPT_BYTES = 65_536;

  private final String owner = "bench." + UUID.randomUUID();
  private final Spawner spawner = Spawners.best(SpawnerSettings.of(owner));
  private final int slots;
  private final Path directory;
  private volatile @Nullable String refusal;

  /** {@code directory} is where they run. */
  SpawnRate(int slots, Path directory) {
    this.slots = slots;
    this.directory = directory;
  }

  /**
   * Runs so many, as many at a time as there are slots; a second.
   *
   * @throws CliException when this machine starts none
   */
  double measure(int commands) {
    Semaphore free = new Semaphore(slots);
    long start = System.nanoTime();
    for (int i = 0; i < commands; i++) {
      free.acquireUninterruptibly();
      spawner.start(command(i), new Freeing(free));
    }
    free.acquireUninterruptibly(slots);
    long took = System.nanoTime() - start;
    if (refusal != null) {
      throw CliException.unavailable("this machine starts no commands: " + refusal);
    }
    return commands * 1e9 / took;
  }

  @Override
  public void close() {
    spawner.close();
  }

  private Command command(int number) {
    return new Command(
        List.of("/bin/sh", "-c", ": " + number),
        directory.toString(),
        BaseEnvironment.EMPTY,
        Map.of(),
        owner + "." + number,
        new Command.OutputLimits(KEPT_BYTES, 0, directory, "bench"));
  }

  private final class Freeing implements ProcessListener {
    private final Semaphore free;

    Freeing(Semaphore free) {
      this.free = free;
    }

    @Override
    public void onStarted(ChildProcess process) {}

    @Override
    public void onRefused(Refusal why) {
      refusal = why.reason();
      free.release();
    }

    @Override
    public void onExit(Exit exit) {
      free.release();
    }
  }
}
