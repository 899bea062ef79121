package io.distcomp.bus;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonObject;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * The queue, for a Vert.x application that has joined the cluster. Safe for use by many threads.
 *
 * <p>Bodies and answers are those of the HTTP API. A refused call fails with a {@link
 * ReplyException} whose code is the HTTP status and whose message is the JSON text of the HTTP
 * error.
 *
 * <pre>{@code
 * new DistCompClient(vertx, token)
 *     .submit(new JsonObject().put("tasks", new JsonArray().add(new JsonObject().put("command", "echo hi"))))
 *     .onSuccess(answer -> System.out.println(answer.getJsonObject("job").getLong("id")));
 * }</pre>
 */
public final class DistCompClient {

  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private final EventBus events;
  private final BusKey key;
  private final Clock clock = Clock.systemUTC();
  private final SecureRandom random = new SecureRandom();

  /**
   * A client that signs with this token.
   *
   * @param token the text of a node's token file; it stays in this JVM
   */
  public DistCompClient(Vertx vertx, String token) {
    events = vertx.eventBus();
    key = BusKey.of(token.strip());
  }

  /** Submits the body of {@code POST /jobs}, with at most 1,000 tasks. */
  public Future<JsonObject> submit(JsonObject job) {
    return signed(BusAddresses.SUBMIT, job);
  }

  public Future<JsonObject> status() {
    return ask(BusAddresses.STATUS, new JsonObject());
  }

  /** The newest jobs. */
  public Future<JsonObject> jobs(int limit) {
    return ask(BusAddresses.JOBS, new JsonObject().put("limit", limit));
  }

  /** The jobs after those of an earlier page. */
  public Future<JsonObject> jobs(int limit, String cursor) {
    return ask(BusAddresses.JOBS, new JsonObject().put("limit", limit).put("cursor", cursor));
  }

  /** A task, by {@code 12.345}. */
  public Future<JsonObject> task(String id) {
    return ask(BusAddresses.TASK, new JsonObject().put("id", id));
  }

  /** Cancels a job ({@code 12}) or a task ({@code 12.345}). */
  public Future<JsonObject> cancel(String id) {
    return signed(BusAddresses.CANCEL, new JsonObject().put("id", id));
  }

  /** Runs the failed and cancelled tasks of a job, or one of them, again. */
  public Future<JsonObject> retry(String id) {
    return signed(BusAddresses.RETRY, new JsonObject().put("id", id));
  }

  /** Hears of changes; some may be lost, each carries absolute values. */
  public MessageConsumer<JsonObject> onEvents(Consumer<JsonObject> handler) {
    return events.consumer(BusAddresses.EVENTS, message -> handler.accept(message.body()));
  }

  private Future<JsonObject> ask(String address, JsonObject body) {
    return events
        .<JsonObject>request(
            address, body, new DeliveryOptions().setSendTimeout(TIMEOUT.toMillis()))
        .map(Message::body);
  }

  private Future<JsonObject> signed(String address, JsonObject body) {
    BusAuth.Signed signed = BusAuth.sign(key, address, body, clock, random);
    return events
        .<JsonObject>request(
            address,
            signed.body(),
            new DeliveryOptions().setSendTimeout(TIMEOUT.toMillis()).setHeaders(signed.headers()))
        .map(Message::body);
  }
}
