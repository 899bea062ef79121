package io.distcomp.redis;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Waits until a server answers, as long as it gets on with loading its data. For this package only,
 * one use by one thread.
 */
final class Readiness {

  private static final Duration INTERVAL = Duration.ofMillis(20);
  private static final Duration REPLY = Duration.ofSeconds(2);

  /** How long a server may show no progress. */
  static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final Duration TELL_EVERY = Duration.ofSeconds(5);
  private static final Duration TO_BIND = Duration.ofSeconds(5);
  private static final Pattern LOADED_BYTES = Pattern.compile("loading_loaded_bytes:(\\d{1,18})");
  private static final Pattern LOADED_PERCENT = Pattern.compile("loading_loaded_perc:([\\d.]+)");

  private final ServerProcess process;
  private final Endpoint endpoint;
  private final Path directory;
  private final Consumer<String> log;
  private final Duration patience;
  private final long started = System.nanoTime();
  private long lastProgress = started;
  private long lastTold = started;
  private String loadedBytes = "";
  private String lastProblem = "no answer";

  Readiness(
      ServerProcess process,
      Endpoint endpoint,
      Path directory,
      Consumer<String> log,
      Duration patience) {
    this.process = process;
    this.endpoint = endpoint;
    this.directory = directory;
    this.log = log;
    this.patience = patience;
  }

  /** How it went. */
  enum Result {
    READY,
    ENDED,
    /** A server answers there that is not this process. */
    STRANGER,
    SILENT
  }

  /** Waits for a server that was there before. */
  Result await() throws InterruptedException {
    while (isPatient()) {
      Result result = probe();
      if (result != Result.SILENT) {
        return result;
      }
      if (process.endedWithin(INTERVAL)) {
        return Result.ENDED;
      }
    }
    return Result.SILENT;
  }

  /**
   * Waits for a server that was just started. The password is sent only when nobody else can be
   * listening in its place: a server that cannot have its port ends before.
   */
  Result awaitStart(ServerLog serverLog) throws InterruptedException {
    while (!serverLog.saysBound() && since(started).compareTo(TO_BIND) < 0) {
      if (process.endedWithin(INTERVAL)) {
        return Result.ENDED;
      }
    }
    return await();
  }

  String lastProblem() {
    return lastProblem;
  }

  private boolean isPatient() {
    return since(lastProgress).compareTo(patience) < 0;
  }

  private Result probe() {
    try (RespClient client = endpoint.open(REPLY)) {
      return isReady(client) ? verified(client) : Result.SILENT;
    } catch (IOException e) {
      lastProblem = String.valueOf(e.getMessage());
      return isWrongPassword(e) ? Result.STRANGER : Result.SILENT;
    }
  }

  private static boolean isWrongPassword(IOException e) {
    return e instanceof RespClient.Refused
        && (lineOf(e).startsWith("WRONGPASS") || lineOf(e).startsWith("ERR AUTH"));
  }

  private static String lineOf(IOException e) {
    return String.valueOf(e.getMessage());
  }

  private boolean isReady(RespClient client) throws IOException {
    try {
      return client.call("PING").equals("PONG");
    } catch (RespClient.Refused e) {
      lastProblem = lineOf(e);
      if (lastProblem.startsWith("LOADING")) {
        noteProgress(client.call("INFO", "persistence"));
      }
      return false;
    }
  }

  private Result verified(RespClient client) throws IOException {
    boolean samePid =
        client.call("INFO", "server").lines().anyMatch(("process_id:" + process.pid())::equals);
    boolean sameDir = client.call("CONFIG", "GET", "dir").equals("dir\n" + directory);
    if (samePid && sameDir) {
      return Result.READY;
    }
    lastProblem = "another server answers at " + endpoint;
    return Result.STRANGER;
  }

  private void noteProgress(String persistence) {
    String bytes = first(LOADED_BYTES, persistence);
    if (!bytes.equals(loadedBytes)) {
      loadedBytes = bytes;
      lastProgress = System.nanoTime();
    }
    if (since(lastTold).compareTo(TELL_EVERY) >= 0) {
      lastTold = System.nanoTime();
      log.accept("Redis is loading its data: " + first(LOADED_PERCENT, persistence) + " %");
    }
  }

  private static String first(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    return matcher.find() ? matcher.group(1) : "0";
  }

  private static Duration since(long nanoTime) {
    return Duration.ofNanos(System.nanoTime() - nanoTime);
  }
}
