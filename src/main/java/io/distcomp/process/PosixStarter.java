package io.distcomp.process;

import java.util.concurrent.BlockingQueue;

/**
 * Starts commands, one after the other, on its own thread, because {@code posix_spawn} blocks its
 * caller until the child's exec. A {@link PosixSpawner} has one or two over one queue.
 */
final class PosixStarter implements Runnable {
  private static final int OUT_AT = 0;
  private static final int ERR_AT = 8;
  private static final int PID_AT = 16;
  private static final int ACTIONS_SIZE = 256;

  private final PosixHost host;
  private final BlockingQueue<Request> queue;
  private final int devNull;
  private final SpawnAttributes attributes = new SpawnAttributes();
  private final SpawnBlock block = new SpawnBlock();
  private final NativeBuffer actions = new NativeBuffer(ACTIONS_SIZE);
  private final NativeBuffer results = new NativeBuffer(32);
  private final NativeBuffer event = EpollLoop.newEvent();

  PosixStarter(PosixHost host, BlockingQueue<Request> queue, int devNull) {
    this.host = host;
    this.queue = queue;
    this.devNull = devNull;
  }

  /** A command to start. */
  record Request(Command command, ProcessListener listener) {}

  @Override
  public void run() {
    try {
      while (true) {
        Request request = queue.take();
        startSafely(request.command(), request.listener());
      }
    } catch (InterruptedException e) {
      // The way a spawner ends its starters; a start that is under way is finished first.
      Thread.currentThread().interrupt();
    }
  }

  private void startSafely(Command command, ProcessListener listener) {
    try {
      start(command, listener);
    } catch (RuntimeException | Error e) {
      refuse(command, listener, true, "cannot start: " + e);
    }
  }

  private void start(Command command, ProcessListener listener) {
    String fault = Texts.faultOf(command);
    if (fault != null) {
      refuse(command, listener, false, fault);
    } else if (!openPipe(OUT_AT)) {
      refuse(command, listener, true, "pipe: " + Libc.strerror(Libc.errno()));
    } else if (!openPipe(ERR_AT)) {
      String error = Libc.strerror(Libc.errno());
      closePipe(OUT_AT);
      refuse(command, listener, true, "pipe: " + error);
    } else {
      spawn(command, listener);
    }
  }

  private void spawn(Command command, ProcessListener listener) {
    block.fill(command);
    int error = callSpawn();
    closeWritingEnds();
    if (error != 0) {
      closeReadingEnds();
      refuse(command, listener, Posix.isNodesFault(error), reason(command, error));
    } else {
      watch(command, listener, int32(PID_AT));
    }
  }

  private int callSpawn() {
    long list = actions.address();
    int error = Libc.posix_spawn_file_actions_init(list);
    if (error != 0) {
      return error;
    }
    try {
      error = fillActions(list);
      return error != 0
          ? error
          : Libc.posix_spawnp(
              results.address() + PID_AT,
              block.program(),
              list,
              attributes.address(),
              block.argv(),
              block.envp());
    } finally {
      int unused = Libc.posix_spawn_file_actions_destroy(list);
    }
  }

  /** Each of them fails only for want of memory, with the same number. */
  private int fillActions(long list) {
    return Libc.posix_spawn_file_actions_addchdir_np(list, block.cwd())
        | Libc.posix_spawn_file_actions_adddup2(list, devNull, 0)
        | Libc.posix_spawn_file_actions_adddup2(list, int32(OUT_AT + 4), 1)
        | Libc.posix_spawn_file_actions_adddup2(list, int32(ERR_AT + 4), 2)
        | Libc.posix_spawn_file_actions_addclosefrom_np(list, 3);
  }

  private void watch(Command command, ProcessListener listener, int pid) {
    int pidFd = (int) Libc.syscall(Libc.SYS_PIDFD_OPEN, pid, 0);
    if (pidFd < 0) {
      String error = Libc.strerror(Libc.errno());
      abandon(pid);
      closeReadingEnds();
      refuse(command, listener, true, "pidfd_open: " + error);
    } else {
      new PosixChild(host, command, listener, pid, pidFd, int32(OUT_AT), int32(ERR_AT))
          .begin(event);
    }
  }

  private static void abandon(int pid) {
    int unusedKill = Libc.kill(-pid, Libc.SIGKILL);
    int unusedReap = Libc.wait4(pid, 0, 0, 0);
  }

  private boolean openPipe(int at) {
    if (Libc.pipe2(results.address() + at, Libc.O_CLOEXEC) != 0) {
      return false;
    }
    // Only this end: the flag is shared with the child, and programs do not expect it.
    int unused = Libc.fcntl(int32(at), Libc.F_SETFL, Libc.O_NONBLOCK);
    return true;
  }

  private void closePipe(int at) {
    Posix.close(int32(at));
    Posix.close(int32(at + 4));
  }

  private void closeReadingEnds() {
    Posix.close(int32(OUT_AT));
    Posix.close(int32(ERR_AT));
  }

  private void closeWritingEnds() {
    Posix.close(int32(OUT_AT + 4));
    Posix.close(int32(ERR_AT + 4));
  }

  private int int32(int at) {
    return results.bytes().getInt(at);
  }

  private String reason(Command command, int error) {
    String what =
        Libc.access(block.insideCwd(command), Libc.X_OK) == 0
            ? command.argv().get(0)
            : "working directory " + command.cwd();
    return what + ": " + Libc.strerror(error);
  }

  private void refuse(Command command, ProcessListener listener, boolean sick, String reason) {
    Listeners.refused(listener, sick, reason);
    host.roster().leave(command.mark());
  }
}
