package io.distcomp.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Set;

/**
 * Makes the kernel choose a command rather than this process when memory is used up: raises the
 * score of each process of a command once. What has another score than this process is left alone:
 * it has inherited the raised one, or chosen its own. Only {@link UseSampler} uses it.
 */
final class OomScore {
  private static final int RAISE = 500;
  private static final int MOST = 1000;
  private static final int UNKNOWN = Integer.MIN_VALUE;

  private final Path proc;
  private final int own;
  private final byte[] raised;
  private Set<Identity> known = new HashSet<>();
  private Set<Identity> seen = new HashSet<>();

  private record Identity(long pid, long startTime) {}

  /** {@code proc} is {@code /proc}, or a test's. */
  OomScore(Path proc) {
    this.proc = proc;
    own = read("self");
    raised = Integer.toString(Math.min(MOST, own + RAISE)).getBytes(StandardCharsets.US_ASCII);
  }

  /** A process of a command is there; costs nothing when it was there at the last look. */
  void see(ProcTable.Entry entry) {
    Identity process = new Identity(entry.pid(), entry.startTime());
    if (!known.contains(process)) {
      raise(entry.pid());
    }
    seen.add(process);
  }

  /** The look is over: what was not seen is forgotten. */
  void endOfLook() {
    Set<Identity> forgotten = known;
    known = seen;
    seen = forgotten;
    seen.clear();
  }

  /** Refused for what runs as another user, and in some containers: then the score stays. */
  private void raise(long pid) {
    String name = Long.toString(pid);
    if (own == UNKNOWN || own >= MOST || read(name) != own) {
      return;
    }
    try {
      Path unused =
          Files.write(
              file(name), raised, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);
    } catch (IOException e) {
      // Nothing depends on it.
    }
  }

  /** Unknown when the process is gone, or the kernel has no such file. */
  private int read(String process) {
    try {
      return Integer.parseInt(Files.readString(file(process)).strip());
    } catch (IOException | NumberFormatException e) {
      return UNKNOWN;
    }
  }

  private Path file(String process) {
    return proc.resolve(process).resolve("oom_score_adj");
  }
}
