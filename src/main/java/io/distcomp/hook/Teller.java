package io.distcomp.hook;

import io.distcomp.config.Config;
import io.distcomp.queue.Happening;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells of events, a few at a time: takes them, and says of each what became of it. Confined to the
 * loop of {@link HookVerticle}.
 */
final class Teller {

  private static final Logger LOG = LoggerFactory.getLogger(Teller.class);

  static final int TRIES = 5;
  private static final int AT_A_TIME = 4;
  private static final long FIRST_PAUSE_MS = 5000;
  private static final int PAUSE_GROWTH = 4;

  /** From the end of a telling to the answer of Redis, and the difference of timers. */
  private static final Duration MARGIN = Duration.ofSeconds(5);

  private static final String URL = "url";
  private static final String COMMAND = "command";

  /** How it went by one way. */
  private record Way(String name, Ended ended) {}

  private final HookSetup setup;
  private final Commands commands;
  private final Webhook webhook;
  private int telling;
  private @Nullable Promise<Void> quiet;
  private boolean away;

  Teller(Vertx vertx, HookSetup setup, Commands commands) {
    this.setup = setup;
    this.commands = commands;
    webhook = new Webhook(vertx);
  }

  void close() {
    webhook.close();
  }

  /** Completes when nothing is being told; called when no turn begins any more. */
  Future<Void> whenQuiet() {
    Promise<Void> end = Promise.promise();
    quiet = end;
    settle();
    return end.future();
  }

  private void settle() {
    if (quiet != null && telling == 0) {
      quiet.tryComplete();
    }
  }

  private Config.Hooks hooks() {
    return setup.config().hooks();
  }

  // --- the queue of events

  /** Completes when the events have been taken, not when they are told; never fails. */
  Future<Void> turn() {
    if (!hooks().any() || telling >= AT_A_TIME) {
      return Future.succeededFuture();
    }
    return quietly(
        () -> setup.happenings().take(AT_A_TIME - telling, hidden(), TRIES).map(this::tell));
  }

  /** Notes when the queue stands still; never fails. */
  Future<Void> lookForStandstill() {
    return hooks().any()
        ? quietly(() -> setup.happenings().noteStalled(hooks().stalledAfter()).mapEmpty())
        : Future.succeededFuture();
  }

  /** Redis may be away: the node says so by itself, and what is not told now is told later. */
  private Future<Void> quietly(Supplier<Future<Void>> call) {
    return call.get()
        .onSuccess(v -> away = false)
        .recover(
            e -> {
              if (!away) {
                LOG.warn("events cannot be looked for: {}", e.getMessage());
              }
              away = true;
              return Future.succeededFuture();
            });
  }

  /** While it is told by any way, and killed, nobody else tells it. */
  private Duration hidden() {
    Duration call = Duration.ofMillis(Webhook.LIMIT_MS);
    Duration longest = hooks().timeout().compareTo(call) > 0 ? hooks().timeout() : call;
    return longest.plus(setup.config().node().killGrace()).plus(MARGIN);
  }

  private Void tell(List<Happening> events) {
    for (Happening event : events) {
      if (event.tries() == 0) {
        LOG.warn("event {} was given up: it is too old, or nobody could tell it", event.id());
      } else {
        telling++;
        tell(event)
            .onFailure(e -> LOG.warn("event {} comes again: {}", event.id(), e.getMessage()))
            .onComplete(
                v -> {
                  telling--;
                  settle();
                });
      }
    }
    return null;
  }

  private Future<Boolean> tell(Happening event) {
    return hooks().events().contains(event.kind())
        ? new Report(setup, event).json().compose(json -> tell(event, json))
        : setup.happenings().over(event);
  }

  private Future<Boolean> tell(Happening event, JsonObject json) {
    List<Future<Way>> ways = new ArrayList<>();
    Config.Hooks hooks = hooks();
    if (hooks.url() != null && !event.done().equals(URL)) {
      ways.add(
          webhook
              .send(hooks.url(), hooks.secretFile(), json)
              .map(ended -> heard(event, URL, ended)));
    }
    if (hooks.command() != null && !event.done().equals(COMMAND)) {
      ways.add(
          commands
              .run(hooks.command(), json, variables(event), hooks.timeout())
              .map(ended -> heard(event, COMMAND, ended)));
    }
    return Future.all(ways).compose(all -> settled(event, all.list()));
  }

  private static Map<String, String> variables(Happening event) {
    return Map.of(
        "DISTCOMP_EVENT", event.kind(),
        "DISTCOMP_EVENT_ID", event.id(),
        "DISTCOMP_JOB_ID", event.kind().startsWith("job_") ? event.about() : "");
  }

  // --- what became of it

  private Way heard(Happening event, String way, Ended ended) {
    setup.meters().told(ended.well());
    if (ended.well()) {
      LOG.debug("event {}: hook_{} {}", event.id(), way, ended.words());
    } else {
      LOG.warn(
          "event {}, try {} of {}: hook_{} {}",
          event.id(),
          event.tries(),
          TRIES,
          way,
          ended.words());
    }
    return new Way(way, ended);
  }

  private Future<Boolean> settled(Happening event, List<Way> ways) {
    boolean again = ways.stream().anyMatch(way -> way.ended().again());
    if (!again || event.tries() >= TRIES) {
      if (ways.stream().anyMatch(way -> !way.ended().well())) {
        LOG.error("event {} was not told; no further try", event.id());
      }
      return setup.happenings().over(event);
    }
    String done =
        ways.stream()
            .filter(way -> !way.ended().again())
            .map(Way::name)
            .findFirst()
            .orElse(event.done());
    return setup.happenings().again(event, pause(event.tries()), Objects.requireNonNull(done));
  }

  /** 5, 20, 80, 320 s, each up to a fifth longer. */
  private Duration pause(int tries) {
    long millis = FIRST_PAUSE_MS;
    for (int i = 1; i < tries; i++) {
      millis *= PAUSE_GROWTH;
    }
    return Duration.ofMillis(millis + setup.random().nextLong(1 + millis / 5));
  }
}
