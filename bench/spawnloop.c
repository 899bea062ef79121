/*
 * spawnloop SLOTS TASKS [COMMAND]: runs TASKS times sh -c 'COMMAND N' (: N), SLOTS at a time, the way
 * a node does it: each child in its own session (posix_spawn with SETSID), both outputs read through
 * pipes to their end, its death by a pidfd in one epoll set, its exit status and CPU time by wait4. Nothing is queued or
 * recorded, so this is the limit for a node on this machine with one core for the loop.
 *
 * Prints: tasks, seconds, tasks per second, CPU milliseconds per task (children included), failures.
 * Linux 5.3 or newer. Compile: cc -O2 -Wall -Wextra -o spawnloop spawnloop.c
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { STDOUT, STDERR, PIDFD, SOURCES };

struct child {
  pid_t pid;
  int fds[SOURCES];
  int open;
};

extern char **environ;

static const char *program = ":";
static int epoll;
static long failures;
static long captured;
static struct child *children;
static posix_spawnattr_t attributes;

static void die(const char *what) {
  fprintf(stderr, "spawnloop: %s: %s\n", what, strerror(errno));
  exit(1);
}

static void need(int error, const char *what) {
  if (error != 0) {
    errno = error;
    die(what);
  }
}

static double seconds(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + t.tv_nsec / 1e9;
}

static double cpu_seconds(int who) {
  struct rusage r;
  getrusage(who, &r);
  return r.ru_utime.tv_sec + r.ru_stime.tv_sec + (r.ru_utime.tv_usec + r.ru_stime.tv_usec) / 1e6;
}

static void prepare_attributes(void) {
  sigset_t none, defaults;
  sigemptyset(&none);
  sigemptyset(&defaults);
  sigaddset(&defaults, SIGPIPE);
  sigaddset(&defaults, SIGCHLD);
  need(posix_spawnattr_init(&attributes), "posix_spawnattr_init");
  need(posix_spawnattr_setsigmask(&attributes, &none), "posix_spawnattr_setsigmask");
  need(posix_spawnattr_setsigdefault(&attributes, &defaults), "posix_spawnattr_setsigdefault");
  need(posix_spawnattr_setflags(
           &attributes, POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF),
       "posix_spawnattr_setflags");
}

static void watch(long slot, int source) {
  struct epoll_event event = {.events = EPOLLIN, .data.u64 = (uint64_t)slot * SOURCES + source};
  if (epoll_ctl(epoll, EPOLL_CTL_ADD, children[slot].fds[source], &event) != 0) die("epoll_ctl");
}

static void start(long slot, long number) {
  struct child *child = &children[slot];
  int out[2], err[2];
  char command[256];
  char *argv[] = {"/bin/sh", "-c", command, NULL};
  posix_spawn_file_actions_t actions;
  snprintf(command, sizeof command, "%s %ld", program, number);
  if (pipe2(out, O_CLOEXEC) != 0 || pipe2(err, O_CLOEXEC) != 0) die("pipe2");
  need(posix_spawn_file_actions_init(&actions), "posix_spawn_file_actions_init");
  need(posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0), "addopen");
  need(posix_spawn_file_actions_adddup2(&actions, out[1], 1), "adddup2");
  need(posix_spawn_file_actions_adddup2(&actions, err[1], 2), "adddup2");
  need(posix_spawn(&child->pid, argv[0], &actions, &attributes, argv, environ), "posix_spawn");
  posix_spawn_file_actions_destroy(&actions);
  close(out[1]);
  close(err[1]);
  child->fds[STDOUT] = out[0];
  child->fds[STDERR] = err[0];
  child->fds[PIDFD] = (int)syscall(SYS_pidfd_open, child->pid, 0);
  if (child->fds[PIDFD] < 0) die("pidfd_open");
  child->open = SOURCES;
  for (int source = 0; source < SOURCES; source++) watch(slot, source);
}

static void reap(struct child *child) {
  int status;
  struct rusage usage;
  if (wait4(child->pid, &status, 0, &usage) != child->pid) die("wait4");
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) failures++;
}

/* One thing happened to a child; returns 1 when it was the last. */
static int advance(long slot, int source) {
  static char buffer[65536];
  struct child *child = &children[slot];
  if (source == PIDFD) {
    reap(child);
  } else {
    ssize_t n = read(child->fds[source], buffer, sizeof buffer);
    if (n > 0) {
      captured += n;
      return 0;
    }
    if (n < 0) die("read");
  }
  epoll_ctl(epoll, EPOLL_CTL_DEL, child->fds[source], NULL);
  close(child->fds[source]);
  return --child->open == 0;
}

static void run(long slots, long tasks) {
  struct epoll_event events[256];
  long started = 0, ended = 0;
  while (started < slots && started < tasks) {
    start(started, started + 1);
    started++;
  }
  while (ended < tasks) {
    int n = epoll_wait(epoll, events, 256, -1);
    if (n < 0 && errno != EINTR) die("epoll_wait");
    for (int i = 0; i < n; i++) {
      long slot = (long)(events[i].data.u64 / SOURCES);
      if (!advance(slot, (int)(events[i].data.u64 % SOURCES))) continue;
      ended++;
      if (started < tasks) start(slot, ++started);
    }
  }
}

int main(int argc, char **argv) {
  long slots = argc >= 3 ? atol(argv[1]) : 0;
  long tasks = argc >= 3 ? atol(argv[2]) : 0;
  if (slots < 1 || tasks < 1) {
    fprintf(stderr, "usage: spawnloop SLOTS TASKS [COMMAND]\n");
    return 2;
  }
  if (argc > 3) program = argv[3];
  children = calloc((size_t)slots, sizeof *children);
  epoll = epoll_create1(EPOLL_CLOEXEC);
  if (children == NULL || epoll < 0) die("no memory or no epoll");
  prepare_attributes();
  double began = seconds();
  run(slots, tasks);
  double took = seconds() - began;
  double cpu = cpu_seconds(RUSAGE_SELF) + cpu_seconds(RUSAGE_CHILDREN);
  printf("%ld %.6f %.1f %.4f %ld\n", tasks, took, tasks / took, 1000 * cpu / tasks, failures);
  return failures == 0 ? 0 : 1;
}
