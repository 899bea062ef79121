package io.distcomp.process;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/**
 * A program that runs eight commands with a watcher, says so, and waits to be killed. Arguments:
 * the owner of the marks, a directory, and for the ward a process id, a file, and the process id
 * that takes its place.
 */
final class NodeThatDies {
  static final int COMMANDS = 8;

  private NodeThatDies() {}

  @SuppressWarnings("SystemOut") // it talks to the test through a pipe
  public static void main(String[] args) throws Exception {
    OrphanWatcher.Ward ward =
        args.length < 4
            ? null
            : new OrphanWatcher.Ward(
                Long.parseLong(args[2]), Path.of(args[3]), Duration.ofSeconds(1));
    OrphanWatcher watcher = OrphanWatcher.start(args[0], ward);
    if (ward != null && args.length > 4) {
      watcher.follow(
          new OrphanWatcher.Ward(Long.parseLong(args[4]), ward.adoption(), ward.delay()));
    }
    Spawner spawner = Spawners.best(new SpawnerSettings(args[0], 2, Duration.ofSeconds(10)));
    Commands commands = new Commands(Path.of(args[1]), args[0]);
    for (int i = 0; i < COMMANDS; i++) {
      Heard heard = new Heard();
      spawner.start(commands.sh("setsid sleep 1001 & sleep 1000 & wait"), heard);
      heard.child();
    }
    System.out.println("ready " + watcher.pid());
    new CountDownLatch(1).await();
  }
}
