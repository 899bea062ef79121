package io.distcomp.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How many files a process may open, in the words of the kernel: a number or {@code unlimited}.
 * Immutable.
 */
public record OpenFiles(String soft, String hard) {

  /** Open files of the node itself: jar, sockets, logs. */
  private static final long OF_NODE = 256;

  /** Pipes, a pidfd, output files and what is open while a command starts. */
  private static final long OF_TASK = 8;

  private static final Pattern LIMITS =
      Pattern.compile("^Max open files +(\\S+) +(\\S+) ", Pattern.MULTILINE);

  /** Empty where the system does not tell; {@code process} is its folder in {@code /proc}. */
  public static Optional<OpenFiles> of(Path process) {
    try {
      Matcher limits = LIMITS.matcher(Files.readString(process.resolve("limits")));
      return limits.find()
          ? Optional.of(new OpenFiles(limits.group(1), limits.group(2)))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** What a node needs that runs so many tasks at a time. */
  public static long needed(int tasks) {
    return OF_NODE + OF_TASK * tasks;
  }

  /** Whether a limit lets a process open so many. */
  public static boolean allows(String limit, long files) {
    return limit.equals("unlimited") || Long.parseLong(limit) >= files;
  }
}
