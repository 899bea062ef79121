package io.distcomp.process;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread that waits for many file descriptors with epoll. {@link #add} and {@link #execute} are
 * for any thread; {@link #remove} only for this loop's own.
 */
final class EpollLoop implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EpollLoop.class);
  private static final int BATCH = 256;
  private static final long WAKE_UP = 0;

  // struct epoll_event is packed on x86-64 and nowhere else (epoll_ctl(2)).
  private static final boolean PACKED =
      System.getProperty("os.arch").equals("amd64")
          || System.getProperty("os.arch").equals("x86_64");
  private static final int EVENT_SIZE = PACKED ? 12 : 16;
  private static final int DATA_AT = PACKED ? 4 : 8;

  private final int epoll;
  private final int wakeFd;
  private final NativeBuffer events = new NativeBuffer(BATCH * EVENT_SIZE);
  private final NativeBuffer input;
  private final NativeBuffer one = new NativeBuffer(Long.BYTES);
  private final NativeBuffer ownEvent = newEvent();
  private final Map<Long, Runnable> watches = new ConcurrentHashMap<>();
  private final AtomicLong lastToken = new AtomicLong(WAKE_UP);
  private final ConcurrentLinkedQueue<Runnable> posted = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean woken = new AtomicBoolean();
  private final Thread thread;
  private boolean open = true;

  /** Makes the kernel objects; {@link #start} starts the thread. */
  EpollLoop(ThreadFactory threads, int inputSize) {
    input = new NativeBuffer(inputSize);
    one.bytes().putLong(0, 1);
    epoll = Posix.check(Libc.epoll_create1(Libc.O_CLOEXEC), "epoll_create1");
    wakeFd = Posix.check(Libc.eventfd(0, Libc.O_CLOEXEC | Libc.O_NONBLOCK), "eventfd");
    int unused = Posix.check(control(Libc.EPOLL_CTL_ADD, wakeFd, WAKE_UP, ownEvent), "epoll_ctl");
    thread = threads.newThread(this::run);
  }

  void start() {
    thread.start();
  }

  /** Room for one {@code struct epoll_event}, for {@link #add}. */
  static NativeBuffer newEvent() {
    return new NativeBuffer(EVENT_SIZE);
  }

  /** Room for one {@code struct epoll_event}, for {@link #add} by this loop's own thread. */
  NativeBuffer ownEvent() {
    return ownEvent;
  }

  /** A name for one watch, never used twice. */
  long newToken() {
    return lastToken.incrementAndGet();
  }

  /**
   * Has the action run on this loop whenever the descriptor can be read or its other end is closed.
   *
   * @param event the calling thread's own, see {@link #newEvent}
   * @return false when the kernel refused
   */
  boolean add(int fd, long token, Runnable action, NativeBuffer event) {
    watches.put(token, action);
    boolean added = control(Libc.EPOLL_CTL_ADD, fd, token, event) == 0;
    if (!added) {
      watches.remove(token);
    }
    return added;
  }

  private int control(int operation, int fd, long token, NativeBuffer event) {
    event.bytes().putInt(0, Libc.EPOLLIN);
    event.bytes().putLong(DATA_AT, token);
    return Libc.epoll_ctl(epoll, operation, fd, event.address());
  }

  /**
   * Ends the watching. To be called before the descriptor is closed: a child that is just being
   * started may hold a copy, and then closing alone leaves the entry in the set.
   */
  void remove(int fd, long token) {
    watches.remove(token);
    int unused = Libc.epoll_ctl(epoll, Libc.EPOLL_CTL_DEL, fd, ownEvent.address());
  }

  /** Runs the action on this loop, soon. */
  void execute(Runnable action) {
    posted.add(action);
    if (!woken.get() && woken.compareAndSet(false, true)) {
      long unused = Libc.write(wakeFd, one.address(), Long.BYTES);
    }
  }

  /**
   * Reads into the loop's own buffer, which the next read overwrites. Null when there is nothing
   * now; an empty buffer at the end of the stream. For this loop's thread.
   */
  @Nullable ByteBuffer read(int fd) {
    long count = Libc.read(fd, input.address(), input.size());
    if (count < 0) {
      int error = Libc.errno();
      return error == Libc.EAGAIN || error == Libc.EINTR ? null : input.bytes().clear().limit(0);
    }
    return input.bytes().clear().limit((int) count);
  }

  private void run() {
    while (open) {
      int count = Libc.epoll_wait(epoll, events.address(), BATCH, -1);
      for (int i = 0; i < count; i++) {
        dispatch(events.bytes().getLong(i * EVENT_SIZE + DATA_AT));
      }
    }
    Posix.close(epoll);
    Posix.close(wakeFd);
  }

  private void dispatch(long token) {
    if (token == WAKE_UP) {
      runPosted();
      return;
    }
    Runnable action = watches.get(token);
    if (action != null) {
      runSafely(action);
    }
  }

  private void runPosted() {
    long unused = Libc.read(wakeFd, input.address(), Long.BYTES);
    // Before the queue is emptied, so that what is added from now on wakes the loop again.
    woken.set(false);
    Runnable action;
    while ((action = posted.poll()) != null) {
      runSafely(action);
    }
  }

  private static void runSafely(Runnable action) {
    try {
      action.run();
    } catch (RuntimeException | Error e) {
      LOG.error("a child's event failed", e);
    }
  }

  /** Ends the thread after what was posted before. */
  @Override
  public void close() {
    execute(() -> open = false);
    Threads.join(
        () -> {
          thread.join(5000);
          return !thread.isAlive();
        });
  }
}
