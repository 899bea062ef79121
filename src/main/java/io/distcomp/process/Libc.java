package io.distcomp.process;

import com.sun.jna.Native;

/**
 * The C functions that {@link PosixSpawner} needs, mapped directly: pointers are plain addresses,
 * nothing is converted. Linux with 64 bits only. {@link #load} comes first.
 */
final class Libc {
  static final int O_NONBLOCK = 0x800;
  static final int O_CLOEXEC = 0x80000;
  static final int O_RDWR = 2;
  static final int F_SETFL = 4;
  static final int X_OK = 1;

  static final int EPOLL_CTL_ADD = 1;
  static final int EPOLL_CTL_DEL = 2;
  static final int EPOLLIN = 1;

  static final int EINTR = 4;
  static final int EAGAIN = 11;
  static final int ENOMEM = 12;
  static final int ENFILE = 23;
  static final int EMFILE = 24;
  static final int ENOSPC = 28;

  static final int SIGKILL = 9;
  static final int SIGCHLD = 17;

  static final int PRIO_PROCESS = 0;
  static final int PRIO_PGRP = 1;
  static final int LOWEST_PRIORITY = 19;

  /** The same number on x86-64 and arm64 (Linux 5.3). */
  static final long SYS_PIDFD_OPEN = 434;

  private Libc() {}

  /**
   * Binds all functions.
   *
   * @throws UnsatisfiedLinkError when JNA cannot be unpacked or one of them is missing
   */
  static void load() {
    Native.register(Libc.class, "c");
  }

  static native int posix_spawnp(
      long pid, long file, long actions, long attributes, long argv, long envp);

  static native int posix_spawn_file_actions_init(long actions);

  static native int posix_spawn_file_actions_destroy(long actions);

  static native int posix_spawn_file_actions_adddup2(long actions, int fd, int newFd);

  static native int posix_spawn_file_actions_addchdir_np(long actions, long path);

  static native int posix_spawn_file_actions_addclosefrom_np(long actions, int from);

  static native int posix_spawnattr_init(long attributes);

  static native int posix_spawnattr_setflags(long attributes, short flags);

  static native int posix_spawnattr_setsigmask(long attributes, long set);

  static native int posix_spawnattr_setsigdefault(long attributes, long set);

  static native int pipe2(long fds, int flags);

  static native int open(long path, int flags);

  static native int fcntl(int fd, int command, int argument);

  static native int close(int fd);

  static native long read(int fd, long buffer, long size);

  static native long write(int fd, long buffer, long size);

  static native int access(long path, int mode);

  static native int epoll_create1(int flags);

  static native int epoll_ctl(int epoll, int operation, int fd, long event);

  static native int epoll_wait(int epoll, long events, int max, int timeoutMs);

  static native int eventfd(int initial, int flags);

  static native long syscall(long number, long first, long second);

  static native int kill(int pid, int signal);

  static native int wait4(int pid, long status, int options, long usage);

  static native int getpriority(int which, int who);

  static native int setpriority(int which, int who, int priority);

  static native long signal(int number, long handler);

  static native String strerror(int error);

  static int errno() {
    return Native.getLastError();
  }
}
