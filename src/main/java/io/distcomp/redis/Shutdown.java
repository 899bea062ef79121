package io.distcomp.redis;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.io.IOException;
import java.time.Duration;

/** Ends a server: asks, then TERM, then KILL, each bounded. For this package only. */
final class Shutdown {
  private Shutdown() {}

  private static final Duration REPLY = Duration.ofSeconds(1);
  private static final Duration AFTER_ASKING = Duration.ofSeconds(4);
  private static final Duration AFTER_TERM = Duration.ofSeconds(3);
  private static final Duration AFTER_KILL = Duration.ofSeconds(1);

  /**
   * Returns when it is gone, after at most 10 s.
   *
   * @return false when even KILL has not ended it (it hangs in the kernel)
   */
  static boolean end(ServerProcess process, Endpoint endpoint) {
    try {
      return (ask(endpoint) && process.endedWithin(AFTER_ASKING)) || force(process);
    } catch (InterruptedException e) {
      process.kill();
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static boolean force(ServerProcess process) throws InterruptedException {
    process.terminate();
    if (process.endedWithin(AFTER_TERM)) {
      return true;
    }
    return kill(process);
  }

  /** Ends it at once; returns when it is gone, after at most 1 s. */
  @CanIgnoreReturnValue // the only answer to a server that survives KILL is to leave it
  static boolean kill(ServerProcess process) throws InterruptedException {
    process.kill();
    return process.endedWithin(AFTER_KILL);
  }

  /** False when the server does not listen or refuses. */
  private static boolean ask(Endpoint endpoint) {
    try (RespClient client = endpoint.open(REPLY)) {
      return shutDown(client);
    } catch (IOException e) {
      return false;
    }
  }

  /** NOSAVE skips the snapshot; the append-only file is flushed and synced all the same. */
  private static boolean shutDown(RespClient client) {
    try {
      client.call("SHUTDOWN", "NOSAVE");
      return true;
    } catch (RespClient.Refused e) {
      return false;
    } catch (IOException e) {
      // The usual answer is the end of the connection, a late one means a slow disk.
      return true;
    }
  }
}
