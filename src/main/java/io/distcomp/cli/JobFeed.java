package io.distcomp.cli;

import io.distcomp.task.JobId;
import io.distcomp.task.JobStatus;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * News of one job: from the event stream, and from asking when there is none. Used by {@link
 * JobWatch} alone, from one thread; a thread of its own reads.
 */
final class JobFeed implements AutoCloseable {

  private static final long CYCLE_MILLIS = 1000;

  /** What is told. */
  sealed interface News {}

  /** The job as it is now. */
  record Seen(JobStatus job) implements News {}

  /** The node did not answer; it is asked again. */
  record Trouble(CliException error) implements News {}

  private final NodeClient node;
  private final JobId job;
  private final BlockingQueue<News> news = new LinkedBlockingQueue<>();
  private final ScheduledExecutorService reader;

  JobFeed(NodeClient node, JobId job) {
    this.node = node;
    this.job = job;
    this.reader = new ScheduledThreadPoolExecutor(1, JobFeed::daemon);
    var unused = reader.scheduleWithFixedDelay(this::cycle, 0, CYCLE_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** The next news, or nothing when there is none in time. */
  Optional<News> next(Duration patience) {
    try {
      return Optional.ofNullable(news.poll(patience.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CliException(ExitCode.INTERRUPTED, "interrupted", e);
    }
  }

  @Override
  public void close() {
    reader.shutdownNow();
  }

  /**
   * Asks once, then listens until the stream ends; asking alone is enough where none is offered.
   */
  private void cycle() {
    try {
      ask();
      listen();
    } catch (CliException e) {
      news.add(new Trouble(e));
    } catch (RuntimeException e) {
      // Unsaid it would end the schedule, and the watcher would wait for ever.
      news.add(new Trouble(new CliException(ExitCode.INTERNAL, "cannot read the news: " + e, e)));
    }
  }

  private void ask() {
    news.add(new Seen(Json.job(node.get("/jobs/" + job))));
  }

  private void listen() {
    try (Stream<String> lines = node.events()) {
      // Between the question and this moment something may have happened that no event tells.
      ask();
      SseLines events = new SseLines();
      lines.flatMap(line -> events.add(line).stream()).forEach(this::onEvent);
    } catch (UncheckedIOException e) {
      // The stream broke: the next cycle asks, and says so if the node is gone.
    } catch (CliException e) {
      if (e.exitCode() != ExitCode.UNAVAILABLE) {
        throw e;
      }
    }
  }

  private void onEvent(SseEvent event) {
    if (event.isHeartbeat()) {
      ask();
      return;
    }
    try {
      Json.objects(event.json(), "jobs").stream().filter(this::isOurs).forEach(this::tell);
    } catch (DecodeException e) {
      // Not an event that we know.
    }
  }

  private boolean isOurs(JsonObject json) {
    return Json.number(json, "id") == job.value();
  }

  private void tell(JsonObject json) {
    news.add(new Seen(Json.job(json)));
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "job-feed");
    thread.setDaemon(true);
    return thread;
  }
}
