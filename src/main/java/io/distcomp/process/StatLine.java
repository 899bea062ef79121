package io.distcomp.process;

import org.jspecify.annotations.Nullable;

/**
 * Reads the line of {@code /proc/<pid>/stat} (proc_pid_stat(5)). Not safe for threads; only {@link
 * ProcTable} uses it.
 */
final class StatLine {
  private static final int GROUP = 5;
  private static final int SESSION = 6;
  private static final int FLAGS = 9;
  private static final int USER_TIME = 14;
  private static final int SYSTEM_TIME = 15;
  private static final int CHILDREN_USER_TIME = 16;
  private static final int CHILDREN_SYSTEM_TIME = 17;
  private static final int START_TIME = 22;
  private static final int RESIDENT = 24;

  /** PF_EXITING of the kernel's sched.h. */
  private static final int EXITING = 4;

  private byte[] line = {};
  private int length;
  private int at;
  private int field;

  /** Null when the process is a zombie or dead. */
  ProcTable.@Nullable Entry parse(long pid, byte[] bytes, int size) {
    line = bytes;
    length = size;
    // The program's name may hold anything, so the fields are counted from the last bracket.
    at = lastBracket() + 2;
    field = 3;
    if (at >= length || line[at] == 'Z' || line[at] == 'X') {
      return null;
    }
    return new ProcTable.Entry(
        pid,
        number(GROUP),
        number(SESSION),
        (number(FLAGS) & EXITING) != 0,
        number(USER_TIME)
            + number(SYSTEM_TIME)
            + number(CHILDREN_USER_TIME)
            + number(CHILDREN_SYSTEM_TIME),
        number(START_TIME),
        number(RESIDENT));
  }

  private int lastBracket() {
    int i = length - 1;
    while (i >= 0 && line[i] != ')') {
      i--;
    }
    return i;
  }

  /** Fields must be asked for in their order. */
  private long number(int wanted) {
    while (field < wanted && at < length) {
      if (line[at++] == ' ') {
        field++;
      }
    }
    long value = 0;
    while (at < length && line[at] >= '0' && line[at] <= '9') {
      value = 10 * value + (line[at++] - '0');
    }
    return value;
  }
}
