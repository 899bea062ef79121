package io.distcomp.queue;

import io.vertx.core.Future;
import io.vertx.redis.client.impl.types.ErrorType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A call over a list that Redis may refuse because of one item: the list is halved until the
 * culprit stands alone, and the rest is done. Items that a refused call did before the culprit are
 * done again, so the call must be safe to repeat.
 *
 * @param verb answers for each item, in order
 * @param refused the answer for a culprit
 */
record Halving<T, A>(Function<List<T>, Future<List<A>>> verb, A refused) {

  private static final Logger LOG = LoggerFactory.getLogger(Halving.class);

  /** What a script says of data that it cannot work with. */
  private static final Pattern OF_DATA =
      Pattern.compile(
          "WRONGTYPE|not an integer|not a valid float|would overflow|attempt to|bad argument");

  /** What the server says whatever is asked, also from within a script. */
  private static final Pattern OF_SERVER =
      Pattern.compile(
          "OOM|MISCONF|READONLY|NOPERM|NOAUTH|LOADING|MASTERDOWN|CLUSTERDOWN|NOREPLICAS|BUSY|TRYAGAIN"
              + "|MOVED|UNKILLABLE|NOSCRIPT");

  /**
   * Fails when there is no answer, when the server is the trouble, or when no item of many is good.
   */
  Future<List<A>> run(List<T> items) {
    return verb.apply(items)
        .recover(
            e ->
                isOfData(e)
                    ? split(items, e).compose(answers -> unlessAll(answers, items, e))
                    : Future.failedFuture(e));
  }

  private Future<List<A>> split(List<T> items, Throwable e) {
    if (items.size() == 1) {
      LOG.warn("Redis refuses one of a batch: {}", e.getMessage());
      return Future.succeededFuture(List.of(refused));
    }
    int middle = items.size() / 2;
    return part(items.subList(0, middle))
        .compose(
            first ->
                part(items.subList(middle, items.size())).map(second -> joined(first, second)));
  }

  private Future<List<A>> part(List<T> items) {
    return verb.apply(items).recover(e -> isOfData(e) ? split(items, e) : Future.failedFuture(e));
  }

  private static <A> List<A> joined(List<A> first, List<A> second) {
    List<A> all = new ArrayList<>(first);
    all.addAll(second);
    return all;
  }

  /** Then the queue is the trouble, and not one item. */
  private Future<List<A>> unlessAll(List<A> answers, List<T> items, Throwable e) {
    return items.size() > 1 && Collections.frequency(answers, refused) == items.size()
        ? Future.failedFuture(e)
        : Future.succeededFuture(answers);
  }

  /** Whether what was asked is the trouble, and not the server or the way to it. */
  static boolean isOfData(Throwable e) {
    String message = String.valueOf(e.getMessage());
    return e instanceof ErrorType
        && OF_DATA.matcher(message).find()
        && !OF_SERVER.matcher(message).find();
  }
}
