package io.distcomp.api;

import io.distcomp.queue.TaskQueue.Restarted;
import io.distcomp.task.JobRequest;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what was accepted a moment ago until Redis has it on its disk for certain, and submits it
 * once more when Redis was started again meanwhile and may have lost it. For the web verticle's
 * loop only, {@link #onRestarted} for any thread.
 *
 * <p>To submit again is harmless: the same tasks are known by their identity, and a submission that
 * runs tasks again is known by its key.
 */
final class Replays {

  /** As long as Redis may lose what it acknowledged. */
  static final Duration WINDOW = Duration.ofSeconds(10);

  /** What is kept at most; the oldest goes first. */
  static final int MOST = 4096;

  static final long MOST_BYTES = 2 * Spool.MAX_BYTES;

  private static final Logger LOG = LoggerFactory.getLogger(Replays.class);
  private static final long TICK_MS = 1000;

  private final Vertx vertx;
  private final Context context;
  private final Submissions submissions;
  private final BooleanSupplier redisWorks;
  private final Clock clock;

  /** By what was sent, in the order in which they were accepted. */
  private final Map<Body, Accepted> kept = new LinkedHashMap<>();

  /** Those that began before the last restart of Redis and have not ended. */
  private final Set<Body> disturbed = new HashSet<>();

  private final Set<Body> running = new HashSet<>();
  private boolean replaying;
  private boolean stopped;
  private long ticker = -1;

  /** On the loop of the web verticle; {@code redisWorks} as far as the node knows. */
  Replays(Vertx vertx, Submissions submissions, BooleanSupplier redisWorks, Clock clock) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.submissions = submissions;
    this.redisWorks = redisWorks;
    this.clock = clock;
  }

  /** Submits that; it is kept for a while when that was answered well. */
  Future<JsonObject> submit(Body body, SubmitOptions asked) {
    SubmitOptions options = keyed(asked);
    running.add(body);
    return submissions
        .submit(body::open, options)
        .compose(answer -> settled(body, options, answer))
        .onSuccess(answer -> keep(Accepted.of(body, options, answer, clock.instant())))
        .onComplete(
            done -> {
              running.remove(body);
              disturbed.remove(body);
            });
  }

  /** Without a key nobody could tell whether the tasks were run again already. */
  private static SubmitOptions keyed(SubmitOptions asked) {
    JobRequest base = asked.base();
    return base.mode() == JobRequest.Mode.RERUN && base.idempotencyKey() == null
        ? asked.with(base.withKey("rerun-" + UUID.randomUUID()))
        : asked;
  }

  /** Redis may have lost a part that it had acknowledged while the rest was on its way. */
  private Future<JsonObject> settled(Body body, SubmitOptions options, JsonObject answer) {
    if (!disturbed.remove(body)) {
      return Future.succeededFuture(answer);
    }
    Accepted accepted = Accepted.of(body, options, answer, clock.instant());
    return again(accepted)
        .compose(second -> settled(body, options, answer.put("job", second.getJsonObject("job"))));
  }

  private Future<JsonObject> again(Accepted accepted) {
    return submissions.submitAgain(
        accepted.body()::open, accepted.options(), accepted.job(), accepted.name());
  }

  // --- keeping

  private void keep(Accepted accepted) {
    kept.put(accepted.body(), accepted);
    long bytes = kept.values().stream().mapToLong(one -> one.body().size()).sum();
    Iterator<Accepted> oldest = List.copyOf(kept.values()).iterator();
    while (kept.size() > MOST || bytes > MOST_BYTES) {
      Accepted first = oldest.next();
      bytes -= first.body().size();
      LOG.debug("job {} is not kept any longer: there is no room", first.job());
      drop(first);
    }
    if (ticker < 0 && !stopped) {
      ticker = vertx.setPeriodic(TICK_MS, id -> onTick());
    }
  }

  /** While Redis is away nobody knows what it will have forgotten. */
  private void onTick() {
    if (redisWorks.getAsBoolean()) {
      List.copyOf(kept.values()).stream()
          .filter(accepted -> accepted.isOld(clock.instant().minus(WINDOW)))
          .forEach(this::drop);
    }
    if (kept.isEmpty()) {
      vertx.cancelTimer(ticker);
      ticker = -1;
    } else {
      replay();
    }
  }

  private void drop(Accepted accepted) {
    kept.remove(accepted.body());
    Answers.ignore(release(accepted.body()));
  }

  /** Whoever received it has no use for it any more. */
  Future<Void> release(Body body) {
    return kept.containsKey(body) ? Future.succeededFuture() : body.delete(vertx);
  }

  /** Removes all files. */
  Future<Void> stop() {
    stopped = true;
    vertx.cancelTimer(ticker);
    List<Body> bodies = List.copyOf(kept.keySet());
    kept.clear();
    return Future.join(bodies.stream().map(this::release).toList()).mapEmpty();
  }

  // --- submitting again

  /** Redis is another process. */
  void onRestarted(Restarted restarted) {
    context.runOnContext(v -> mark(restarted));
  }

  private void mark(Restarted restarted) {
    if (restarted.replayWindow().isZero()) {
      return;
    }
    disturbed.addAll(running);
    kept.replaceAll((body, accepted) -> accepted.doubtful());
    replay();
  }

  /** One at a time and in order: a later one may say more of the same tasks. */
  private void replay() {
    if (replaying || stopped) {
      return;
    }
    kept.values().stream().filter(Accepted::isDoubtful).findFirst().ifPresent(this::replay);
  }

  private void replay(Accepted accepted) {
    replaying = true;
    again(accepted)
        .onComplete(
            answer -> {
              replaying = false;
              if (answer.succeeded()) {
                onReplayed(accepted, answer.result());
                replay();
              } else {
                onRefused(accepted, answer.cause());
              }
            });
  }

  private void onReplayed(Accepted before, JsonObject answer) {
    Accepted now = Accepted.of(before.body(), before.options(), answer, clock.instant());
    if (!now.job().equals(before.job())) {
      LOG.error(
          "job {} ({}) was accepted and then lost by Redis, which has given its number to other"
              + " work: it is job {} now",
          before.job(),
          ApiError.quote(before.name()),
          now.job());
    }
    kept.computeIfPresent(before.body(), (body, known) -> now);
  }

  /** The next tick tries again what Redis cannot take now. */
  private void onRefused(Accepted accepted, Throwable cause) {
    if (cause instanceof ApiException away && away.status() == 503) {
      LOG.debug("job {} is submitted again later: {}", accepted.job(), away.getMessage());
      return;
    }
    if (cause instanceof ApiException known && known.error().code().equals(ApiException.REMOVED)) {
      LOG.debug("job {} is not submitted again: a user removes it", accepted.job());
      drop(accepted);
      return;
    }
    LOG.error(
        "job {} ({}) may have lost tasks when Redis was started again, and cannot be submitted"
            + " once more",
        accepted.job(),
        ApiError.quote(accepted.name()),
        cause);
    drop(accepted);
  }
}
