package io.distcomp.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The commit ledger: reads all records again and again on a connection of its own and keeps what it
 * sees of final states and of outcomes. A thread of its own; its answers are safe for others.
 */
final class Observer implements AutoCloseable {

  private static final Duration LIMIT = Duration.ofSeconds(5);
  private static final Duration LEAST_PAUSE = Duration.ofMillis(200);
  private static final String RECORDS = "dc:\\{default}:rec:*";

  /** The first look at which a task had this many outcomes. */
  record Sight(long nanos, long outcomes) {}

  private final ChaosRig rig;
  private final Path file;
  private final Map<String, String> texts = new HashMap<>();
  private final Map<String, String> finals = new HashMap<>();
  private final Map<String, List<Sight>> sights = new HashMap<>();
  private final List<String> changed = new ArrayList<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread = new Thread(this::run, "observer");

  private Observer(ChaosRig rig, Path file) {
    this.rig = rig;
    this.file = file;
  }

  static Observer start(ChaosRig rig, Path file) {
    Observer observer = new Observer(rig, file);
    observer.thread.start();
    return observer;
  }

  private void run() {
    long pause = LEAST_PAUSE.toMillis();
    while (!isClosedWithin(pause)) {
      long before = System.nanoTime();
      look();
      // A large queue is not to be slowed down by being watched.
      pause = Math.max(LEAST_PAUSE.toMillis(), 4 * (System.nanoTime() - before) / 1_000_000);
    }
  }

  private boolean isClosedWithin(long millis) {
    try {
      return closed.await(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  /** Redis may be dead or frozen just now: then there is nothing to see. */
  private void look() {
    try (DirectRedis redis = new DirectRedis(rig.redis().port(), LIMIT)) {
      List<String> keys = redis.keys(RECORDS);
      List<Object> all = redis.all(keys.stream().map(k -> new String[] {"HGETALL", k}).toList());
      long now = System.nanoTime();
      for (int i = 0; i < keys.size(); i++) {
        String job = keys.get(i).split(":", -1)[3];
        DirectRedis.pairs(all.get(i)).forEach((index, text) -> see(job + "." + index, text, now));
      }
    } catch (UncheckedIOException e) {
      note("# away: " + e.getCause());
    }
  }

  private synchronized void see(String id, String text, long now) {
    if (text.equals(texts.put(id, text))) {
      return;
    }
    TaskRecord task = TaskRecord.parse(text);
    List<Sight> seen = sights.computeIfAbsent(id, k -> new ArrayList<>());
    if (seen.isEmpty() || seen.get(seen.size() - 1).outcomes() < task.counted()) {
      seen.add(new Sight(now, task.counted()));
    }
    String key = id + " generation " + task.generation();
    String before = task.isFinal() ? finals.putIfAbsent(key, text) : finals.get(key);
    if (before != null && !before.equals(text)) {
      changed.add(key + " was\n" + before + "\nand is\n" + text);
    }
    if (task.isFinal()) {
      note(now + " " + id + " " + text);
    }
  }

  private void note(String line) {
    try {
      Files.writeString(
          file,
          line.replace("\n", "\\n") + "\n",
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Final states that it saw change. */
  synchronized List<String> changed() {
    return List.copyOf(changed);
  }

  /** The final record of each task and generation, as it was first seen. */
  synchronized Map<String, String> finals() {
    return Map.copyOf(finals);
  }

  /**
   * Nanoseconds from a strike until it saw one more outcome of the task than it had seen before;
   * empty when there is none.
   */
  synchronized java.util.OptionalLong recovery(String id, long strike) {
    List<Sight> seen = sights.getOrDefault(id, List.of());
    long before =
        seen.stream().filter(s -> s.nanos() <= strike).mapToLong(Sight::outcomes).max().orElse(0);
    return seen.stream()
        .filter(s -> s.nanos() > strike && s.outcomes() > before)
        .mapToLong(s -> s.nanos() - strike)
        .min();
  }

  /** Takes a last look. */
  @Override
  public void close() {
    closed.countDown();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    look();
  }
}
