package io.distcomp.process;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;

/**
 * Measures how many {@code sh -c :} a second a spawner runs. Arguments: {@code posix} or {@code
 * jdk}, commands in flight, seconds. Run by hand.
 */
final class SpawnRate {
  private SpawnRate() {}

  @SuppressWarnings("SystemOut") // a program for people
  public static void main(String[] args) throws Exception {
    int inFlight = Integer.parseInt(args[1]);
    SpawnerSettings settings = new SpawnerSettings("rate.", 2, Duration.ofSeconds(10));
    try (Spawner spawner =
        args[0].equals("posix") ? new PosixSpawner(settings) : new JdkSpawner(settings)) {
      double warm = measure(spawner, inFlight, 3);
      double rate = measure(spawner, inFlight, Integer.parseInt(args[2]));
      System.out.printf(
          "%s, %d in flight: %.0f/s (warming up: %.0f/s)%n", spawner.name(), inFlight, rate, warm);
    }
  }

  private static double measure(Spawner spawner, int inFlight, int seconds) throws Exception {
    Command command = command();
    Semaphore places = new Semaphore(inFlight);
    long begin = System.nanoTime();
    long end = begin + Duration.ofSeconds(seconds).toNanos();
    int count = 0;
    while (System.nanoTime() < end) {
      places.acquire();
      spawner.start(command, new Done(places));
      count++;
    }
    places.acquire(inFlight);
    return count * 1e9 / (System.nanoTime() - begin);
  }

  private static Command command() throws Exception {
    Path directory = Files.createTempDirectory("rate");
    return new Command(
        List.of("/bin/sh", "-c", ":"),
        "/tmp",
        BaseEnvironment.ofThisProcess(name -> true),
        Map.of("DISTCOMP_TASK_ID", "1.1", "DISTCOMP_JOB_ID", "1", "DISTCOMP_ATTEMPT", "1"),
        "rate.1",
        new Command.OutputLimits(65_536, 1 << 26, directory, "out"));
  }

  private record Done(Semaphore places) implements ProcessListener {
    @Override
    public void onStarted(ChildProcess process) {}

    @Override
    public void onRefused(Refusal refusal) {
      throw new IllegalStateException(refusal.reason());
    }

    @Override
    public void onExit(Exit exit) {
      places.release();
    }
  }
}
