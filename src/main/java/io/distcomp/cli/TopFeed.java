package io.distcomp.cli;

import io.vertx.core.json.JsonObject;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The event stream of a node for {@code top}: read by a thread of its own, opened again whenever it
 * ends. What it tells is handed to {@link Top}.
 */
final class TopFeed implements AutoCloseable {

  /** Three heartbeats: the connection is one in name alone. */
  static final Duration SILENCE = Duration.ofSeconds(45);

  private static final long BETWEEN_MILLIS = 1000;

  private final NodeClient node;
  private final Consumer<TopEvent> to;
  private final Duration silence;
  private final ScheduledExecutorService threads =
      new ScheduledThreadPoolExecutor(2, TopFeed::daemon);
  private volatile @Nullable Stream<String> open;
  private volatile long heard = System.nanoTime();

  /** Begins at once; {@code to} is called by its threads. */
  TopFeed(NodeClient node, Duration silence, Consumer<TopEvent> to) {
    this.node = node;
    this.silence = silence;
    this.to = to;
    repeat(this::cycle);
    repeat(this::cutSilent);
  }

  @Override
  public void close() {
    threads.shutdownNow();
    cut();
  }

  private void repeat(Runnable work) {
    var unused = threads.scheduleWithFixedDelay(work, 0, BETWEEN_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void cycle() {
    heard = System.nanoTime();
    try (Stream<String> lines = node.events()) {
      open = lines;
      SseLines events = new SseLines();
      lines.flatMap(line -> events.add(line).stream()).forEach(this::onEvent);
      to.accept(new TopEvent.Trouble("the stream ended"));
    } catch (UncheckedIOException e) {
      to.accept(new TopEvent.Trouble("the stream broke"));
    } catch (RuntimeException e) {
      // Unsaid it would end the schedule, and the screen would be still for ever.
      to.accept(new TopEvent.Trouble(String.valueOf(e.getMessage())));
    } finally {
      open = null;
    }
  }

  private void onEvent(SseEvent event) {
    heard = System.nanoTime();
    JsonObject said = event.isHeartbeat() ? new JsonObject() : event.json();
    to.accept(new TopEvent.Heard(event.name().equals("snapshot"), said));
  }

  private void cutSilent() {
    if (System.nanoTime() - heard > silence.toNanos()) {
      cut();
    }
  }

  /** The reader's next read fails, so that it opens the stream anew. */
  private void cut() {
    Stream<String> lines = open;
    if (lines != null) {
      lines.close();
    }
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "top-feed");
    thread.setDaemon(true);
    return thread;
  }
}
