package io.distcomp.process;

import io.distcomp.process.PosixStarter.Request;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Starts commands with {@code posix_spawn} and watches all of them with one epoll thread. Linux
 * with 64 bits, glibc 2.34 and kernel 5.3 or newer; made by {@link Spawners}.
 */
final class PosixSpawner implements Spawner {
  private static final int MAIN_INPUT = 64 * 1024;
  private static final int BULK_INPUT = 64 * 1024;

  private final Roster roster = new Roster();
  private final BlockingQueue<Request> queue = new LinkedBlockingQueue<>();
  private final List<Thread> starters = new ArrayList<>();
  private final AtomicBoolean closed = new AtomicBoolean();
  private final PosixHost host;
  private final int devNull;

  /**
   * Loads and tries everything that later starts need.
   *
   * @throws UnsatisfiedLinkError when a function is missing
   * @throws IllegalStateException when this system is another one or a call is refused
   */
  PosixSpawner(SpawnerSettings settings) {
    requireSystem();
    Libc.load();
    devNull = openDevNull();
    requirePidFd();
    long unused = Libc.signal(Libc.SIGCHLD, 0); // ignored by a parent, it would lose exit codes
    boolean lowest = Libc.getpriority(Libc.PRIO_PROCESS, 0) >= Libc.LOWEST_PRIORITY;
    EpollLoop main = new EpollLoop(Threads.named("distcomp-epoll"), MAIN_INPUT);
    EpollLoop bulk = new EpollLoop(Threads.named("distcomp-bulk"), BULK_INPUT);
    Keeper keeper = new Keeper(settings, roster);
    host = new PosixHost(main, bulk, keeper, roster, Usage.newBuffer(), lowest);
    main.start();
    bulk.start();
    for (int i = 0; i < settings.starters(); i++) {
      startStarter(i);
    }
  }

  private void startStarter(int number) {
    Runnable starter = new PosixStarter(host, queue, devNull);
    Thread thread = Threads.named("distcomp-spawn-" + number).newThread(starter);
    starters.add(thread);
    thread.start();
  }

  private static void requireSystem() {
    String arch = System.getProperty("os.arch");
    boolean known = List.of("amd64", "x86_64", "aarch64").contains(arch);
    if (!System.getProperty("os.name").equals("Linux") || !known) {
      throw new IllegalStateException(System.getProperty("os.name") + " on " + arch);
    }
  }

  /**
   * Descriptors 0 to 2 must be taken, or a pipe could get one of the numbers it is to be put on.
   */
  private static int openDevNull() {
    NativeBuffer path = new NativeBuffer(16);
    int unused = path.putText(0, "/dev/null".getBytes(StandardCharsets.US_ASCII));
    int fd;
    do {
      fd = Posix.check(Libc.open(path.address(), Libc.O_RDWR | Libc.O_CLOEXEC), "open /dev/null");
    } while (fd <= 2);
    return fd;
  }

  private static void requirePidFd() {
    long self = ProcessHandle.current().pid();
    Posix.close(Posix.check((int) Libc.syscall(Libc.SYS_PIDFD_OPEN, self, 0), "pidfd_open"));
  }

  @Override
  public void start(Command command, ProcessListener listener) {
    roster.enter(command.mark());
    Request request = new Request(command, listener);
    queue.add(request);
    // After the adding, so that a close at the same time is seen by one of the two.
    if (closed.get() && queue.remove(request)) {
      refuse(request);
    }
  }

  private void refuse(Request request) {
    Listeners.refused(request.listener(), true, "the node is stopping");
    roster.leave(request.command().mark());
  }

  @Override
  public OptionalLong memoryBytes() {
    return host.keeper().memoryBytes();
  }

  @Override
  public String name() {
    return "posix_spawn";
  }

  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    starters.forEach(Thread::interrupt);
    starters.forEach(PosixSpawner::awaitEnd);
    List<Request> waiting = new ArrayList<>();
    queue.drainTo(waiting);
    waiting.forEach(this::refuse);
    roster.running().forEach(child -> child.kill(Duration.ZERO));
    Threads.join(() -> roster.awaitEmpty(ExitGrace.CLOSE));
    host.keeper().close();
    host.bulk().close();
    host.main().close();
    Posix.close(devNull);
  }

  private static void awaitEnd(Thread thread) {
    Threads.join(
        () -> {
          thread.join(ExitGrace.CLOSE.toMillis());
          return !thread.isAlive();
        });
  }
}
