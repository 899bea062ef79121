package io.distcomp.queue;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The queue of the Python DistComp in its own Redis: four hashes whose fields are task lines, and
 * one of what its workers report. For one import by the command line.
 */
public final class PythonQueue implements AutoCloseable {

  private static final String WORKERS = "worker_status";
  private static final String REASONS = "task_fail_reason";
  private static final int CHUNK = 1000;
  private static final Pattern REPORTED = Pattern.compile("(\\d{1,12}):.*");

  /** Where a task can be; one that is in several places counts for the first of these. */
  public enum Place {
    IN_PROGRESS("in_progress_tasks"),
    TODO("todo_tasks"),
    FAILED("failed_tasks");

    private final String key;

    Place(String key) {
      this.key = key;
    }
  }

  private final RedisLink link;
  private final Clock clock;

  /** Connects at the first question. The address' queue means nothing here. */
  public PythonQueue(Vertx vertx, RedisAddress address, Clock clock) {
    link = new RedisLink(vertx, address);
    this.clock = clock;
  }

  /** Names of workers that have reported within {@code silence}, by their own clocks. */
  public Future<SortedSet<String>> workers(Duration silence) {
    long since = clock.instant().minus(silence).getEpochSecond();
    return link.send(Request.cmd(Command.HGETALL).arg(WORKERS))
        .map(
            reply -> {
              SortedSet<String> names = new TreeSet<>();
              Replies.map(reply)
                  .forEach(
                      (name, status) -> {
                        if (reportedAt(status) >= since) {
                          names.add(name);
                        }
                      });
              return names;
            });
  }

  private static long reportedAt(String status) {
    var matcher = REPORTED.matcher(status);
    return matcher.matches() ? Long.parseLong(matcher.group(1)) : 0;
  }

  /** All unfinished task lines, in the order of {@link Place}. */
  public Future<Map<String, Place>> unfinished() {
    Map<String, Place> lines = new LinkedHashMap<>();
    Future<Void> read = Future.succeededFuture();
    for (Place place : Place.values()) {
      read = read.compose(v -> scan(place, "0", lines));
    }
    return read.map(v -> lines);
  }

  private Future<Void> scan(Place place, String cursor, Map<String, Place> lines) {
    return link.send(Request.cmd(Command.HSCAN).arg(place.key).arg(cursor).arg("COUNT").arg(CHUNK))
        .compose(
            page -> {
              if (page == null) {
                return Future.failedFuture(new IllegalStateException("HSCAN answered nothing"));
              }
              Response fields = page.get(1);
              for (int i = 0; i + 1 < fields.size(); i += 2) {
                lines.putIfAbsent(fields.get(i).toString(), place);
              }
              String next = page.get(0).toString();
              return next.equals("0") ? Future.succeededFuture() : scan(place, next, lines);
            });
  }

  /** Removes lines from the places where they were unfinished; finished ones stay as they are. */
  public Future<Void> forget(Collection<String> lines) {
    List<String> all = new ArrayList<>(lines);
    Future<Void> removed = Future.succeededFuture();
    for (int from = 0; from < all.size(); from += CHUNK) {
      List<String> chunk = all.subList(from, Math.min(all.size(), from + CHUNK));
      for (Place place : Place.values()) {
        removed = removed.compose(v -> remove(place.key, chunk)).mapEmpty();
      }
      removed = removed.compose(v -> remove(REASONS, chunk)).mapEmpty();
    }
    return removed;
  }

  private Future<@Nullable Response> remove(String key, List<String> lines) {
    Request request = Request.cmd(Command.HDEL).arg(key);
    lines.forEach(request::arg);
    return link.send(request);
  }

  @Override
  public void close() {
    link.close();
  }
}
