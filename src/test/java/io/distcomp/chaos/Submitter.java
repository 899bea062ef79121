package io.distcomp.chaos;

import io.distcomp.testkit.NodeProcess;
import io.distcomp.testkit.TestClient;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * Submits tasks as a patient client would: in small requests with an Idempotency-Key, again and to
 * any node when one says 503 or does not answer. One thread of its own; {@link #send} may be called
 * by any.
 */
final class Submitter implements AutoCloseable {

  private static final int CHUNK = 25;
  private static final Duration ANSWER = Duration.ofSeconds(8);
  private static final long PAUSE_MILLIS = 150;

  private final ChaosRig rig;
  private final Submissions ledger;
  private final RandomGenerator random;
  private final String script;
  private final String run = Long.toHexString(System.nanoTime());
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(task -> new Thread(task, "submitter"));
  private final Queue<Future<?>> sent = new ConcurrentLinkedQueue<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private int requests;

  Submitter(ChaosRig rig, Submissions ledger, String script, RandomGenerator random) {
    this.rig = rig;
    this.ledger = ledger;
    this.script = script;
    this.random = random;
  }

  /** Returns at once. */
  void send(List<Work> tasks) {
    sent.add(thread.submit(() -> sendChunks(tasks)));
  }

  /** All of them in one request; returns at once. */
  void sendAtOnce(List<Work> tasks) {
    sent.add(thread.submit(() -> sendOne(tasks)));
  }

  /**
   * Returns when all that was sent is acknowledged or refused.
   *
   * @throws TimeoutException when it is not in this time
   */
  void awaitAll(Duration limit) throws TimeoutException {
    try {
      for (Future<?> one : sent) {
        one.get(limit.toMillis(), TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  private void sendChunks(List<Work> tasks) {
    for (int from = 0; from < tasks.size(); from += CHUNK) {
      sendOne(List.copyOf(tasks.subList(from, Math.min(from + CHUNK, tasks.size()))));
    }
  }

  /** Every third joins a job that exists, the others make one of their own. */
  private void sendOne(List<Work> tasks) {
    String key = "chaos-" + run + "-" + ++requests;
    String path = "/jobs?format=lines" + (requests % 3 == 0 ? "&name=chaos" : "");
    byte[] body =
        tasks.stream()
            .map(work -> work.line(script) + "\n")
            .collect(Collectors.joining())
            .getBytes(StandardCharsets.UTF_8);
    ledger.attempt(key, tasks);
    boolean open = true;
    while (open && !isClosedWithin(PAUSE_MILLIS)) {
      open = !isSettled(key, path, body, tasks);
    }
  }

  private boolean isSettled(String key, String path, byte[] body, List<Work> tasks) {
    NodeProcess node = rig.node(random.nextInt(rig.size()));
    if (!node.isAlive()) {
      return false;
    }
    try {
      Map<String, String> headers = Map.of("Idempotency-Key", key, "Content-Type", "text/plain");
      TestClient.Answer answer = node.client().post(path, body, headers, ANSWER);
      return isSettled(key, answer, tasks);
    } catch (UncheckedIOException e) {
      ledger.repeat(key, node.name() + " " + e.getCause());
      return false;
    }
  }

  private boolean isSettled(String key, TestClient.Answer answer, List<Work> tasks) {
    switch (answer.status()) {
      case 200, 201 -> ledger.acknowledge(key, tasks, answer.text());
      case 503 -> {
        ledger.repeat(key, answer.text());
        return false;
      }
      default -> ledger.refuse(key, answer.status() + " " + answer.text());
    }
    return true;
  }

  private boolean isClosedWithin(long millis) {
    try {
      return closed.await(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  @Override
  public void close() {
    closed.countDown();
    thread.shutdown();
    try {
      if (!thread.awaitTermination(ANSWER.toSeconds() * 2, TimeUnit.SECONDS)) {
        throw new IllegalStateException("a request has no end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
