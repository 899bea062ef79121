package io.distcomp.bus;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.distcomp.task.Incarnation;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.MessageConsumerOptions;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The event bus, typed by {@link Channels}. Safe for use by many threads; a consumer runs on the
 * context it was registered on.
 */
public final class Bus {

  private static final Logger LOG = LoggerFactory.getLogger(Bus.class);
  private static final DeliveryOptions LOCAL =
      new DeliveryOptions().setLocalOnly(true).setCodecName(LocalCodec.NAME);

  private final EventBus events;
  private final AtomicLong unreadable = new AtomicLong();

  /** Once for each Vert.x instance. */
  public Bus(Vertx vertx) {
    events = vertx.eventBus();
    events.registerCodec(new LocalCodec());
  }

  /** Hands a message to the one consumer of a local channel on this node. */
  public <T> void send(Channel.Local<T> channel, T message) {
    events.send(channel.address(), message, LOCAL);
  }

  /** The consumer ends with the verticle that registers it. */
  @CanIgnoreReturnValue
  public <T> MessageConsumer<T> consume(Channel.Local<T> channel, Consumer<T> handler) {
    MessageConsumer<T> consumer =
        events.consumer(
            new MessageConsumerOptions().setAddress(channel.address()).setLocalOnly(true));
    return consumer.handler(message -> handler.accept(message.body()));
  }

  /** Tells all nodes, this one included; some may not hear it. */
  public <T> void publish(Channel.Cluster<T> channel, T message) {
    events.publish(channel.address(), channel.encode().apply(message));
  }

  /** The consumer ends with the verticle that registers it. */
  @CanIgnoreReturnValue
  public <T> MessageConsumer<JsonObject> consume(Channel.Cluster<T> channel, Consumer<T> handler) {
    return events.consumer(
        channel.address(), message -> decode(message, channel.decode(), handler));
  }

  /** Asks one node. Fails when it does not answer within the time, or cannot be reached. */
  public <Q, A> Future<A> request(
      Channel.Request<Q, A> channel, Incarnation node, Q question, Duration timeout) {
    return events
        .<JsonObject>request(
            channel.addressOf(node),
            channel.encodeQuestion().apply(question),
            new DeliveryOptions().setSendTimeout(timeout.toMillis()))
        .map(reply -> channel.decodeAnswer().apply(reply.body()));
  }

  /** Answers questions to this node. The consumer ends with the verticle that registers it. */
  @CanIgnoreReturnValue
  public <Q, A> MessageConsumer<JsonObject> answer(
      Channel.Request<Q, A> channel, Incarnation self, Function<Q, Future<A>> handler) {
    return events.consumer(
        channel.addressOf(self),
        message ->
            decode(
                message,
                channel.decodeQuestion(),
                question -> reply(channel, message, handler.apply(question))));
  }

  private static <A> void reply(
      Channel.Request<?, A> channel, Message<JsonObject> question, Future<A> answer) {
    answer
        .onSuccess(a -> question.reply(channel.encodeAnswer().apply(a)))
        .onFailure(e -> question.fail(500, String.valueOf(e.getMessage())));
  }

  /** What another program put on our addresses must not end a consumer. */
  private <T> void decode(
      Message<JsonObject> message, Function<JsonObject, T> decoder, Consumer<T> handler) {
    T decoded;
    try {
      decoded = decoder.apply(message.body());
    } catch (RuntimeException e) {
      if (unreadable.getAndIncrement() == 0) {
        LOG.warn("An unreadable message on {} was dropped: {}", message.address(), e.toString());
      }
      return;
    }
    handler.accept(decoded);
  }
}
