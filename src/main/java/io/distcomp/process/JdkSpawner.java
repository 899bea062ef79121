package io.distcomp.process;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts commands with {@link ProcessBuilder}, for systems without {@link PosixSpawner}'s calls;
 * made by {@link Spawners}. The same behaviour at a higher price: four threads and a second shell
 * for each command.
 *
 * <p>Limits: no CPU time; what a background process writes after the command's end may be lost
 * (Java may close the pipe then); exit codes 130 and 141 count as signals ({@link JdkScript}); the
 * group is killed after Java has reaped the leader, within half a second of it, so with start times
 * checked; without the {@code setsid} program or {@code /proc} only descendants (and with {@code
 * /proc} marked processes) are found, and no memory is sampled.
 */
final class JdkSpawner implements Spawner {
  private static final Logger LOG = LoggerFactory.getLogger(JdkSpawner.class);

  /** No such file, argument list too long, no permission, no directory, name too long. */
  private static final Set<Integer> COMMANDS_FAULTS = Set.of(2, 7, 13, 20, 36);

  private static final String NO_THREAD = "cannot start: the machine allows no more threads";

  private final Roster roster = new Roster();
  private final ExecutorService threads =
      Executors.newCachedThreadPool(Threads.named("distcomp-child"));
  private final AtomicBoolean closed = new AtomicBoolean();
  private final AtomicLong notes = new AtomicLong();
  private final Path noteDirectory;
  private final JdkHost host;

  JdkSpawner(SpawnerSettings settings) {
    this(settings, JdkScript.setsid());
  }

  /** For tests of a system without the {@code setsid} program too. */
  JdkSpawner(SpawnerSettings settings, @Nullable String setsid) {
    noteDirectory = createNoteDirectory();
    Keeper keeper = new Keeper(settings, roster);
    host = new JdkHost(threads, keeper, roster, setsid, ProcTable.exists());
  }

  private static Path createNoteDirectory() {
    try {
      return Files.createTempDirectory("distcomp-notes-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void start(Command command, ProcessListener listener) {
    roster.enter(command.mark());
    if (closed.get()) {
      refuse(command, listener, true, "the node is stopping");
      return;
    }
    try {
      threads.execute(() -> startHere(command, listener));
    } catch (OutOfMemoryError e) {
      refuse(command, listener, true, NO_THREAD);
    }
  }

  private void startHere(Command command, ProcessListener listener) {
    String fault = JdkScript.faultOf(command);
    if (fault != null) {
      refuse(command, listener, false, fault);
      return;
    }
    Path note = noteDirectory.resolve(Long.toString(notes.incrementAndGet()));
    Process process;
    try {
      process = builder(command, note).start();
    } catch (IOException | RuntimeException e) {
      refuse(command, listener, !isCommandsFault(e), "cannot start: " + e.getMessage());
      return;
    } catch (OutOfMemoryError e) { // it may run already: the sweep knows it by its mark
      refuse(command, listener, true, NO_THREAD);
      return;
    }
    new JdkChild(host, command, listener, process, note).serve();
  }

  /** Java tells the numbers only in its text. */
  private static boolean isCommandsFault(Exception e) {
    String text = String.valueOf(e.getMessage());
    return COMMANDS_FAULTS.stream().anyMatch(number -> text.contains("error=" + number + ","));
  }

  private ProcessBuilder builder(Command command, Path note) {
    ProcessBuilder builder =
        new ProcessBuilder(JdkScript.wrap(host.setsid(), note, command.argv()))
            .directory(new File(command.cwd()))
            .redirectInput(new File("/dev/null"));
    Map<String, String> environment = builder.environment();
    environment.clear();
    environment.putAll(command.base().asMap());
    environment.putAll(command.env());
    environment.put(Marks.VARIABLE, command.mark());
    return builder;
  }

  private void refuse(Command command, ProcessListener listener, boolean sick, String reason) {
    Listeners.refused(listener, sick, reason);
    roster.leave(command.mark());
  }

  @Override
  public OptionalLong memoryBytes() {
    return host.keeper().memoryBytes();
  }

  @Override
  public String name() {
    return "ProcessBuilder";
  }

  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    Threads.join(this::killUntilEmpty);
    host.keeper().close();
    threads.shutdown();
    Threads.join(() -> threads.awaitTermination(1, TimeUnit.SECONDS));
    deleteNotes();
  }

  /** Again and again: a start that was under way shows its child late. */
  private boolean killUntilEmpty() throws InterruptedException {
    long end = System.nanoTime() + ExitGrace.CLOSE.toNanos();
    boolean empty;
    do {
      roster.running().forEach(child -> child.kill(Duration.ZERO));
      empty = roster.awaitEmpty(Duration.ofMillis(50));
    } while (!empty && System.nanoTime() - end < 0);
    return empty;
  }

  private void deleteNotes() {
    try (var files = Files.list(noteDirectory)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
      Files.delete(noteDirectory);
    } catch (IOException e) {
      LOG.warn("cannot delete {}: {}", noteDirectory, e.toString());
    }
  }
}
