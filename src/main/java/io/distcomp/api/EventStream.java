package io.distcomp.api;

import io.distcomp.bus.Bus;
import io.distcomp.bus.Channels;
import io.distcomp.bus.ClusterEvent;
import io.distcomp.task.JobId;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code GET /events}: tells all watchers of this node what changes. For the web verticle's loop
 * only.
 *
 * <p>Hints from the bus say where to look; what is sent is read from the queue, at most four times
 * a second, compared with what was sent last, and written as one shared buffer to all. Without
 * watchers nothing is read.
 */
final class EventStream {

  static final Duration TICK = Duration.ofMillis(250);
  static final Duration FULL_READING = Duration.ofSeconds(2);

  /** A dead node sends no hint. Two ticks, whatever their jitter. */
  static final Duration NODES_READING = Duration.ofMillis(400);

  static final Duration HEARTBEAT = Duration.ofSeconds(15);
  static final Duration STUCK = Duration.ofSeconds(30);

  private static final Logger LOG = LoggerFactory.getLogger(EventStream.class);
  private static final int RETRY_SECONDS = 10;

  private final Vertx vertx;
  private final LiveReader reader;
  private final SseRing ring;
  private final int most;
  private final Duration stuck;
  private final LiveView view = new LiveView();
  private final Attention attention = new Attention();
  private final DirtyJobs dirty = new DirtyJobs();
  private final Set<SseClient> clients = new java.util.LinkedHashSet<>();
  private final MessageConsumer<JsonObject> hints;
  private long lastFull = System.nanoTime() - FULL_READING.toNanos();
  private long last = lastFull;
  private boolean reading;
  private boolean hasRead;
  private boolean away;
  private boolean nodesChanged;
  private long ticker = -1;
  private long heart = -1;

  EventStream(Vertx vertx, Bus bus, LiveReader reader, SseRing ring, int most, Duration stuck) {
    this.vertx = vertx;
    this.reader = reader;
    this.ring = ring;
    this.most = most;
    this.stuck = stuck;
    this.hints = bus.consume(Channels.EVENTS, this::onHint);
  }

  Endpoint endpoint() {
    return Endpoint.stream("/events", Set.of(), call -> open(call.request()));
  }

  /** How many watch now. */
  int watchers() {
    return clients.size();
  }

  private void onHint(ClusterEvent hint) {
    if (hint instanceof ClusterEvent.TasksSettled settled) {
      settled.jobs().forEach(dirty::add);
    } else if (hint instanceof ClusterEvent.JobChanged changed) {
      dirty.add(changed.job());
    } else {
      nodesChanged = true;
    }
  }

  /** Serves one more watcher. */
  void open(HttpServerRequest request) {
    if (clients.size() >= most) {
      throw ApiException.later(
          503, "E_TOO_MANY_WATCHERS", most + " clients watch already", RETRY_SECONDS);
    }
    SseClient client = new SseClient(request, this::onDrain);
    Optional<List<Buffer>> missed =
        ring.since(request.getHeader("Last-Event-ID"))
            .filter(m -> hasRead && !dirty.hasOverflowed());
    clients.add(client);
    client.start(() -> close(client), missed);
    keepTime();
    readAll();
  }

  private void close(SseClient client) {
    clients.remove(client);
    if (clients.isEmpty()) {
      vertx.cancelTimer(ticker);
      vertx.cancelTimer(heart);
      ticker = -1;
      heart = -1;
    }
  }

  private void keepTime() {
    if (ticker < 0) {
      ticker = vertx.setPeriodic(TICK.toMillis(), id -> onTick());
      heart = vertx.setPeriodic(HEARTBEAT.toMillis(), id -> clients.forEach(SseClient::heartbeat));
    }
  }

  private void onTick() {
    List.copyOf(clients).stream()
        .filter(client -> client.isStuckFor(stuck.toNanos()))
        .forEach(SseClient::cut);
    long now = System.nanoTime();
    if (now - lastFull >= FULL_READING.toNanos()) {
      readAll();
    } else if (!away
        && (nodesChanged || !dirty.isEmpty() || now - last >= NODES_READING.toNanos())) {
      read(false);
    }
  }

  private void readAll() {
    read(true);
  }

  /** One reading at a time: what comes meanwhile stays marked for the next tick. */
  private void read(boolean full) {
    if (reading) {
      return;
    }
    reading = true;
    nodesChanged = false;
    boolean all = full || dirty.hasOverflowed();
    Set<JobId> jobs = dirty.take();
    last = System.nanoTime();
    if (all) {
      lastFull = last;
    }
    (all ? reader.everything(jobs) : reader.only(jobs))
        .onSuccess(found -> onFound(found, () -> readAgain(all, jobs)))
        .onFailure(e -> onAway(jobs, e))
        .onComplete(
            done -> {
              reading = false;
              catchUp();
            });
  }

  private void onFound(LiveReader.Found found, Runnable readAgain) {
    hasRead = true;
    away = false;
    if (clients.stream().noneMatch(SseClient::needsSnapshot) && tellAttention()) {
      readAgain.run(); // one event in a tick
      return;
    }
    boolean goneJob = found.gone().stream().anyMatch(job -> view.knowsJob(job.value()));
    found.gone().forEach(job -> view.dropJob(job.value()));
    boolean goneNode = view.dropGone(found.reading().nodes());
    Optional<JsonObject> delta = view.update(found.reading());
    if (goneJob || goneNode) {
      // A delta has no word for what is no more; a snapshot replaces everything.
      send("snapshot", view.snapshot());
    } else {
      delta.ifPresent(changes -> send("delta", changes));
    }
  }

  private void readAgain(boolean all, Set<JobId> jobs) {
    jobs.forEach(dirty::add);
    nodesChanged = true;
    if (all) {
      lastFull -= FULL_READING.toNanos();
    }
  }

  private void onAway(Set<JobId> jobs, Throwable failure) {
    LOG.debug("The live view could not be read: {}", failure.toString());
    jobs.forEach(dirty::add);
    away = true; // only full readings try again
    if (hasRead && !tellAttention()) {
      view.away(reader.redis().get()).ifPresent(changes -> send("delta", changes));
    }
  }

  /** Of what watchers know already; true when it was sent. */
  private boolean tellAttention() {
    boolean isNew = attention.hasNews(view);
    if (isNew) {
      send("attention", attention.told());
    }
    return isNew;
  }

  private void send(String event, JsonObject data) {
    Buffer frame = SseFrame.of(event, ring.nextId(), data);
    ring.add(frame);
    clients.forEach(client -> client.delta(frame));
  }

  /** A reading that is on its way catches up at its end, with newer values. */
  private void onDrain() {
    if (!reading) {
      catchUp();
    }
  }

  /** Snapshots for those that came new or fell behind. */
  private void catchUp() {
    List<SseClient> waiting = clients.stream().filter(SseClient::needsSnapshot).toList();
    if (hasRead && !waiting.isEmpty()) {
      Buffer frame = SseFrame.of("snapshot", ring.lastId(), view.snapshot());
      Buffer words = SseFrame.of("attention", ring.lastId(), attention.told());
      waiting.forEach(client -> client.snapshot(frame.copy().appendBuffer(words)));
    }
  }

  /** Ends all streams; browsers come back to whatever answers then. */
  void stop() {
    Answers.ignore(hints.unregister());
    List.copyOf(clients).forEach(SseClient::end);
    List.copyOf(clients).forEach(this::close);
  }
}
