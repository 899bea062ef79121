package io.distcomp.queue;

import io.distcomp.queue.Insight.History;
import io.distcomp.queue.Insight.Point;
import io.distcomp.queue.Insight.Range;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads what ended when, and how deep the queue was. Remembers hours that are over, so that a chart
 * of a day costs two calls. Safe for use by many threads.
 */
final class HistoryReader {

  private static final long HOUR = 3600;

  /** Hours that nobody asks for any more. */
  private static final long OLD_HOURS = 26;

  private final RedisLink link;
  private final QueueKeys keys;
  private final Clock clock;
  private final Map<Long, HistoryHour> over = new ConcurrentHashMap<>();

  HistoryReader(RedisLink link, QueueKeys keys, Clock clock) {
    this.link = link;
    this.keys = keys;
    this.clock = clock;
  }

  /** The slot that is not full yet would look like a fall, so it is left out. */
  Future<History> read(Range range) {
    long now = clock.instant().getEpochSecond();
    long end = now - now % HistoryHour.SLOT_SECONDS;
    long begin = end - range.points() * range.step().toSeconds();
    over.keySet().removeIf(hour -> hour < now / HOUR - OLD_HOURS);
    List<Future<HistoryHour>> hours = new ArrayList<>();
    for (long hour = begin / HOUR; hour <= (end - 1) / HOUR; hour++) {
      hours.add(hour(hour, now / HOUR));
    }
    return Future.all(hours)
        .map(all -> new History(range, points(range, begin, all.<HistoryHour>list())));
  }

  /** The hour before the present one can still change: clocks differ a little. */
  private Future<HistoryHour> hour(long hour, long present) {
    HistoryHour known = over.get(hour);
    if (known != null) {
      return Future.succeededFuture(known);
    }
    return link.send(
            Request.cmd(Command.HGETALL).arg(keys.history(Instant.ofEpochSecond(hour * HOUR))))
        .recover(Replies::noneIfWrongType)
        .map(hash -> HistoryHour.of(Replies.map(hash)))
        .onSuccess(
            read -> {
              if (hour < present - 1) {
                over.put(hour, read);
              }
            });
  }

  private static List<Point> points(Range range, long begin, List<HistoryHour> hours) {
    List<Point> points = new ArrayList<>();
    long step = range.step().toSeconds();
    for (int n = 0; n < range.points(); n++) {
      points.add(point(begin + n * step, step, begin / HOUR, hours));
    }
    return points;
  }

  private static Point point(long from, long step, long firstHour, List<HistoryHour> hours) {
    long finished = 0;
    long failed = 0;
    Long todo = null;
    Long inProgress = null;
    for (long at = from; at < from + step; at += HistoryHour.SLOT_SECONDS) {
      HistoryHour hour = hours.get((int) (at / HOUR - firstHour));
      int slot = (int) (at % HOUR / HistoryHour.SLOT_SECONDS);
      finished += hour.finished(slot);
      failed += hour.failed(slot);
      todo = later(todo, hour.todo(slot));
      inProgress = later(inProgress, hour.inProgress(slot));
    }
    return new Point(Instant.ofEpochSecond(from), finished, failed, todo, inProgress);
  }

  private static @Nullable Long later(@Nullable Long before, @Nullable Long noted) {
    return noted == null ? before : noted;
  }
}
