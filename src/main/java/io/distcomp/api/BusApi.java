package io.distcomp.api;

import io.distcomp.bus.BusAddresses;
import io.distcomp.bus.BusAuth;
import io.distcomp.task.JobRequest;
import io.distcomp.taskfile.TaskFile;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The API for Vert.x applications in the cluster: the same calls, answers and errors as HTTP. For
 * the web verticle's loop only. Messages that change something must be signed ({@link BusAuth}).
 */
final class BusApi {

  static final int MAX_TASKS = 1000;
  static final int MAX_BYTES = 16 << 20;

  private static final Logger LOG = LoggerFactory.getLogger(BusApi.class);

  private final EventBus events;
  private final Operations operations;
  private final Vertx vertx;
  private final Path folder;
  private final Replays replays;
  private final BusAuth auth;
  private final AuditTrail audit;
  private final Consumer<String> refusals;
  private final List<MessageConsumer<Object>> consumers = new ArrayList<>();

  /**
   * The API on the bus.
   *
   * @param folder for submissions that are under way
   * @param refusals hears the code of each refused message
   */
  BusApi(
      Vertx vertx,
      Operations operations,
      Path folder,
      Replays replays,
      BusAuth auth,
      AuditTrail audit,
      Consumer<String> refusals) {
    this.vertx = vertx;
    this.events = vertx.eventBus();
    this.operations = operations;
    this.folder = folder;
    this.replays = replays;
    this.auth = auth;
    this.audit = audit;
    this.refusals = refusals;
  }

  /** Tells applications what changed; those that do not listen miss it. */
  static void publish(Vertx vertx, JsonObject delta) {
    vertx.eventBus().publish(BusAddresses.EVENTS, delta);
  }

  /** Completes when this node answers on all addresses. */
  Future<Void> start() {
    open(BusAddresses.STATUS, body -> operations.status(), Set.of());
    open(BusAddresses.JOBS, this::jobs, Set.of("limit", "cursor"));
    open(BusAddresses.TASK, body -> operations.task(Ids.task(id(body))), Set.of("id"));
    signed(BusAddresses.CANCEL, known(this::cancel, Set.of("id")));
    signed(BusAddresses.RETRY, known(this::retry, Set.of("id")));
    signed(BusAddresses.SUBMIT, this::submit);
    return Future.all(consumers.stream().map(MessageConsumer::completion).toList()).mapEmpty();
  }

  Future<Void> stop() {
    return Future.join(consumers.stream().map(MessageConsumer::unregister).toList()).mapEmpty();
  }

  private void open(
      String address, Function<JsonObject, Future<JsonObject>> answer, Set<String> fields) {
    consume(address, message -> known(answer, fields).apply(body(message)));
  }

  private void signed(String address, Function<JsonObject, Future<JsonObject>> answer) {
    consume(
        address,
        message -> {
          JsonObject body = body(message);
          return ApiException.orAway(auth.verify(address, message.headers(), body))
              .compose(verdict -> checked(verdict, message, answer));
        });
  }

  private Future<JsonObject> checked(
      BusAuth.Verdict verdict,
      Message<Object> message,
      Function<JsonObject, Future<JsonObject>> answer) {
    if (verdict == BusAuth.Verdict.GENUINE) {
      return audited(message, answer);
    }
    int status = verdict == BusAuth.Verdict.BUSY ? 429 : 401;
    throw ApiException.of(status, verdict.code(), verdict.message(), null);
  }

  private Future<JsonObject> audited(
      Message<Object> message, Function<JsonObject, Future<JsonObject>> answer) {
    JsonObject body = body(message);
    AuditEntry entry = audit.begin(BusAuth.keyId(message.headers()), message.address());
    if (message.address().equals(BusAddresses.SUBMIT)) {
      entry.submission(HexFormat.of().formatHex(AccessToken.sha256(body.encode())));
    } else {
      entry.body(body);
    }
    return entry.end(200, Future.<Void>succeededFuture().compose(v -> answer.apply(body)));
  }

  private void consume(String address, Function<Message<Object>, Future<JsonObject>> handler) {
    MessageConsumer<Object> consumer = events.consumer(address);
    consumers.add(consumer.handler(message -> answer(message, handler)));
  }

  private void answer(
      Message<Object> message, Function<Message<Object>, Future<JsonObject>> handler) {
    Future.<Void>succeededFuture()
        .compose(v -> handler.apply(message))
        .onSuccess(message::reply)
        .onFailure(e -> fail(message, e));
  }

  private void fail(Message<Object> message, Throwable failure) {
    if (failure instanceof ApiException known) {
      refusals.accept(known.error().code());
      message.fail(known.status(), known.toJson().encode());
      return;
    }
    LOG.error("A message on {} could not be answered", message.address(), failure);
    ApiError error = new ApiError("E_INTERNAL", "a fault of this node", null, null);
    message.fail(500, error.toJson().encode());
  }

  private static JsonObject body(Message<Object> message) {
    if (decoded(message) instanceof JsonObject body) {
      return body;
    }
    throw ApiException.of(400, "E_JSON", "the message is not a JSON object", null);
  }

  /** Decoded only now: a class that Vert.x refuses to load, or bytes that are none, show here. */
  private static @Nullable Object decoded(Message<Object> message) {
    try {
      return message.body();
    } catch (RuntimeException e) {
      LOG.debug("A message on {} cannot be read: {}", message.address(), e.toString());
      return null;
    }
  }

  private static Function<JsonObject, Future<JsonObject>> known(
      Function<JsonObject, Future<JsonObject>> answer, Set<String> fields) {
    return body -> {
      for (String field : body.fieldNames()) {
        if (!fields.contains(field)) {
          throw ApiException.at(
              422,
              "E_UNKNOWN_FIELD",
              "unknown field " + ApiError.quote(field),
              "/" + field,
              DidYouMean.among(fields, field).map(f -> "did you mean " + f + "?").orElse(null));
        }
      }
      return answer.apply(body);
    };
  }

  private Future<JsonObject> jobs(JsonObject body) {
    Object limit = body.getValue("limit", Query.DEFAULT_LIMIT);
    Object cursor = body.getValue("cursor");
    if (!(limit instanceof Integer n) || n < 1 || n > io.distcomp.queue.TaskQueue.MAX_PAGE) {
      throw ApiException.at(422, "E_RANGE", "limit is a whole number in 1..1000", "/limit", null);
    }
    if (cursor != null && !(cursor instanceof String)) {
      throw ApiException.at(422, "E_TYPE", "cursor is text", "/cursor", null);
    }
    return operations.jobs(n, (String) cursor);
  }

  private static String id(JsonObject body) {
    if (body.getValue("id") instanceof String id) {
      return id;
    }
    throw ApiException.at(422, "E_ID", "an id is needed, as text", "/id", null);
  }

  private Future<JsonObject> cancel(JsonObject body) {
    String id = id(body);
    return id.contains(".") ? operations.cancel(Ids.task(id)) : operations.cancel(Ids.job(id));
  }

  private Future<JsonObject> retry(JsonObject body) {
    String id = id(body);
    return id.contains(".") ? operations.retry(Ids.task(id)) : operations.retry(Ids.job(id));
  }

  private Future<JsonObject> submit(JsonObject body) {
    Buffer bytes = body.toBuffer();
    if (bytes.length() > MAX_BYTES) {
      throw ApiException.of(413, "E_TOO_LARGE", "the message is above 16 MiB", "use POST /jobs");
    }
    SubmitOptions options =
        new SubmitOptions(JobRequest.named(null), TaskFile.Format.JSON, false, MAX_TASKS);
    return Body.of(vertx, bytes, folder)
        .recover(e -> Future.failedFuture(SubmitRoute.named(e)))
        .compose(sent -> replays.submit(sent, options).eventually(() -> replays.release(sent)));
  }
}
