package io.distcomp.hook;

import io.distcomp.process.ProcessListener.Exit;
import io.distcomp.task.CapturedStream;
import java.nio.charset.StandardCharsets;

/**
 * How a command or a call ended, in words for the log. Immutable; made by whoever ran it.
 *
 * @param well it did what was wanted
 * @param again when it did not: whether another try may do better
 */
record Ended(boolean well, boolean again, String words) {

  private static final int LONGEST = 300;

  static Ended well(String words) {
    return new Ended(true, false, words);
  }

  static Ended badly(boolean again, String words) {
    return new Ended(false, again, words);
  }

  static Ended notStarted(String why) {
    return badly(true, "could not be started: " + clean(why));
  }

  static Ended of(Exit exit, boolean timedOut) {
    if (timedOut) {
      return badly(true, "was killed: it took too long" + said(exit.stderr()));
    }
    Integer code = exit.exitCode();
    if (code != null && code == 0) {
      return well("ended" + said(exit.stdout()));
    }
    String how = code == null ? "was ended by signal " + exit.signal() : "ended with " + code;
    return badly(true, how + said(exit.stderr()));
  }

  /** The last that it wrote, on one line: it may have printed what others wrote. */
  private static String said(CapturedStream stream) {
    byte[] end = stream.tail().length > 0 ? stream.tail() : stream.head();
    String text = new String(end, StandardCharsets.UTF_8).strip();
    return text.isEmpty() ? "" : ": " + clean(text.substring(Math.max(0, text.length() - LONGEST)));
  }

  private static String clean(String text) {
    return text.replaceAll("\\p{Cntrl}+", " ");
  }
}
