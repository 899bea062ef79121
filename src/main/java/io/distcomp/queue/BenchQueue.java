package io.distcomp.queue;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.security.SecureRandom;

/** A queue that exists for one measurement, and goes with all its keys. For the command line. */
public final class BenchQueue implements AutoCloseable {

  private static final String PREFIX = "bench-";
  private static final int PAGE = 1000;

  private final RedisLink link;
  private final String queue;

  /**
   * Connects at the first question.
   *
   * @throws IllegalArgumentException for a queue that was not named by {@link #name}: others are
   *     not to be removed
   */
  public BenchQueue(Vertx vertx, RedisAddress address) {
    queue = address.queue();
    if (!queue.startsWith(PREFIX)) {
      throw new IllegalArgumentException("not a queue of a bench: " + queue);
    }
    link = new RedisLink(vertx, address);
  }

  /** A name that no other queue has. */
  public static String name(SecureRandom random) {
    return PREFIX + Long.toHexString(random.nextLong());
  }

  /** Removes its keys. Nobody may work on it any more. */
  public Future<Void> discard() {
    return discard("0");
  }

  private Future<Void> discard(String cursor) {
    return link.send(
            Request.cmd(Command.SCAN)
                .arg(cursor)
                .arg("MATCH")
                .arg("dc:{" + queue + "}:*")
                .arg("COUNT")
                .arg(PAGE))
        .compose(
            page -> {
              if (page == null) {
                return Future.failedFuture(new IllegalStateException("SCAN answered nothing"));
              }
              String next = page.get(0).toString();
              Request unlink = Request.cmd(Command.UNLINK);
              page.get(1).forEach(key -> unlink.arg(key.toString()));
              Future<?> unlinked =
                  page.get(1).size() == 0 ? Future.succeededFuture() : link.send(unlink);
              return unlinked.compose(
                  v -> next.equals("0") ? Future.succeededFuture() : discard(next));
            });
  }

  @Override
  public void close() {
    link.close();
  }
}
