package io.distcomp.queue;

import io.distcomp.task.Incarnation;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.List;
import java.util.stream.StreamSupport;

/** Events in Redis. Made at the composition root, used by {@code hook}. */
public final class RedisHappenings implements Happenings {

  private final RedisLink link;
  private final QueueKeys keys;

  private RedisHappenings(RedisLink link, QueueKeys keys) {
    this.link = link;
    this.keys = keys;
  }

  /** On a connection of its own, made at the first call: most nodes tell nobody. */
  public static RedisHappenings of(Vertx vertx, RedisAddress address) {
    return new RedisHappenings(new RedisLink(vertx, address), new QueueKeys(address.queue()));
  }

  public void close() {
    link.close();
  }

  @Override
  public Future<List<Happening>> take(int most, Duration hidden, int tries) {
    return link.eval(
            Script.TELL,
            List.of(keys.happened(), keys.hooks()),
            r -> r.arg(most).arg(hidden.toMillis()).arg(tries))
        .map(RedisHappenings::events);
  }

  private static List<Happening> events(Response answer) {
    return StreamSupport.stream(answer.spliterator(), false)
        .flatMap(text -> Happening.parse(text.toString()).stream())
        .toList();
  }

  @Override
  public Future<Boolean> over(Happening event) {
    return told(event, "", Duration.ZERO);
  }

  @Override
  public Future<Boolean> again(Happening event, Duration pause, String done) {
    return told(event, event.withDone(done).text(), pause);
  }

  private Future<Boolean> told(Happening event, String next, Duration pause) {
    return link.eval(
            Script.TOLD,
            List.of(keys.happened()),
            r -> r.arg(event.text()).arg(next).arg(pause.toMillis()))
        .map(answer -> answer.toInteger() == 1);
  }

  @Override
  public Future<Boolean> noteStalled(Duration patience) {
    return link.eval(
            Script.STALLED,
            List.of(keys.ready(), keys.counts(), keys.stalled()),
            r -> r.arg(patience.toMillis()))
        .map(answer -> answer.toInteger() == 1);
  }

  @Override
  public Future<Boolean> scaleTurn(Incarnation by, Duration lasting) {
    return turn(by, lasting, "take");
  }

  @Override
  public Future<Void> scaleDone(Incarnation by, Duration pause) {
    return turn(by, pause, "pause").mapEmpty();
  }

  private Future<Boolean> turn(Incarnation by, Duration time, String verb) {
    return link.eval(
            Script.TURN,
            List.of(keys.scaleTurn()),
            r -> r.arg(by.value()).arg(time.toMillis()).arg(verb))
        .map(answer -> answer.toInteger() == 1);
  }
}
