package io.distcomp.chaos;

import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * One task of a workload: what it does, and what it must have written when it has finished. Made by
 * {@link Workload}; the number is in its command and makes it unlike any other.
 */
record Work(int number, Kind kind, int size) {

  /** What a task does. */
  enum Kind {
    QUICK,
    MEDIUM,
    LONG,
    FAILS,
    TIMES_OUT,
    FLOODS,
    LEAVES_CHILD,
    /** Its first attempt starts ten processes in sessions of their own, and does not end. */
    GRANDCHILDREN,
    /** Kills the node that runs it. */
    POISON
  }

  private static final int FLOOD_FROM = 1_000_000;

  /** As a task line. {@code script} defines the functions s and e: see {@link Executions}. */
  String line(String script) {
    String timeout = kind == Kind.TIMES_OUT ? ":1" : "";
    String head = "shell:5:0:0" + timeout + ":. '" + script + "'; s " + number + "; ";
    return head + body() + "; e " + number + (kind == Kind.FAILS ? "; exit 1" : "");
  }

  private String body() {
    String say = "echo out-" + number;
    return switch (kind) {
      case QUICK, FAILS -> say;
      case MEDIUM, LONG ->
          "sleep " + size / 1000 + "." + String.format("%03d", size % 1000) + "; " + say;
      case TIMES_OUT -> say + "; sleep 60";
      case FLOODS -> "seq " + from() + " " + to();
      case LEAVES_CHILD -> "setsid sleep 120 </dev/null >/dev/null 2>&1 & " + say;
      case GRANDCHILDREN ->
          "if [ $DISTCOMP_ATTEMPT = 1 ]; then for i in 1 2 3 4 5 6 7 8 9 10; do setsid sleep 300 &"
              + " done; sleep 300; fi; "
              + say;
      case POISON -> "kill -9 $PPID; sleep 60";
    };
  }

  private int from() {
    return FLOOD_FROM + number;
  }

  /** Each line has eight bytes. */
  private int to() {
    return from() + size / 8;
  }

  /** Whether it ends well when it is let. */
  boolean succeeds() {
    return kind != Kind.FAILS && kind != Kind.TIMES_OUT && kind != Kind.POISON;
  }

  /** What it has written to its standard output when it has succeeded. */
  String output() {
    return kind == Kind.FLOODS
        ? IntStream.rangeClosed(from(), to()).mapToObj(i -> i + "\n").collect(Collectors.joining())
        : "out-" + number + "\n";
  }
}
