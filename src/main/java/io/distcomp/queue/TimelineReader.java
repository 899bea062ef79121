package io.distcomp.queue;

import io.distcomp.queue.Insight.Bin;
import io.distcomp.queue.Insight.Range;
import io.distcomp.queue.Insight.Row;
import io.distcomp.queue.Insight.Timeline;
import io.distcomp.task.JobId;
import io.distcomp.task.NodeStatus;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads what nodes did when, from the slots that sample-3.lua raises. */
final class TimelineReader {

  private static final int SLOTS_OF_A_KEY = 60;
  private static final Pattern FIELD =
      Pattern.compile("([A-Za-z0-9][A-Za-z0-9._-]{0,62}):(\\d{1,2})");
  private static final Pattern VALUE = Pattern.compile("(\\d{1,15}) (\\d{1,15}) (\\d{1,15})");

  private final RedisLink link;
  private final QueueKeys keys;
  private final Clock clock;
  private final NodeReader nodes;

  TimelineReader(RedisLink link, QueueKeys keys, Clock clock, NodeReader nodes) {
    this.link = link;
    this.keys = keys;
    this.clock = clock;
    this.nodes = nodes;
  }

  Future<Timeline> read(Range range, @Nullable JobId job) {
    Window window = new Window(range, clock.millis());
    List<Future<Map<String, String>>> blocks = new ArrayList<>();
    for (long block = window.firstBlock(); block <= window.lastBlock(); block++) {
      blocks.add(block(range, block, job));
    }
    return Future.all(blocks)
        .compose(all -> nodes.nodes().map(live -> timeline(window, all.list(), live)));
  }

  private Future<Map<String, String>> block(Range range, long block, @Nullable JobId job) {
    return link.send(
            Request.cmd(Command.HGETALL).arg(keys.line(range.step().toSeconds(), block, job)))
        .recover(Replies::noneIfWrongType)
        .map((@Nullable Response hash) -> Replies.map(hash));
  }

  /** Nodes that work have a row, also where they did nothing. */
  private static Timeline timeline(
      Window window, List<Map<String, String>> blocks, List<NodeStatus> nodes) {
    Map<String, Bin[]> rows = new TreeMap<>();
    nodes.stream()
        .filter(NodeStatus::works)
        .forEach(n -> rows.put(n.info().name(), window.emptyRow()));
    for (int k = 0; k < blocks.size(); k++) {
      long base = (window.firstBlock() + k) * SLOTS_OF_A_KEY;
      blocks.get(k).forEach((field, value) -> put(window, rows, base, field, value));
    }
    List<Row> list = new ArrayList<>();
    rows.forEach((node, bins) -> list.add(new Row(node, List.of(bins))));
    return new Timeline(window.range(), window.from(), window.to(), list);
  }

  private static Bin[] row(Window window, Map<String, Bin[]> rows, String node) {
    return rows.computeIfAbsent(node, name -> window.emptyRow());
  }

  private static void put(
      Window window, Map<String, Bin[]> rows, long base, String field, String value) {
    Matcher where = FIELD.matcher(field);
    Matcher what = VALUE.matcher(value);
    if (where.matches() && what.matches()) {
      int bin = window.bin(base + Long.parseLong(where.group(2)));
      if (bin >= 0) {
        row(window, rows, where.group(1))[bin] =
            new Bin(
                Long.parseLong(what.group(1)),
                Long.parseLong(what.group(2)),
                window.share(bin, Long.parseLong(what.group(3))));
      }
    }
  }

  /** The bins of a range that end with the present one, which is not over. */
  private record Window(Range range, long nowMs) {

    long last() {
      return nowMs / range.step().toMillis();
    }

    long first() {
      return last() - range.points() + 1;
    }

    long firstBlock() {
      return first() / SLOTS_OF_A_KEY;
    }

    long lastBlock() {
      return last() / SLOTS_OF_A_KEY;
    }

    Instant from() {
      return Instant.ofEpochMilli(first() * range.step().toMillis());
    }

    Instant to() {
      return Instant.ofEpochMilli((last() + 1) * range.step().toMillis());
    }

    Bin[] emptyRow() {
      Bin[] bins = new Bin[range.points()];
      java.util.Arrays.fill(bins, Bin.EMPTY);
      return bins;
    }

    /** Negative when the slot is outside. */
    int bin(long slot) {
      return slot > last() ? -1 : (int) Math.max(-1, slot - first());
    }

    double share(int bin, long busyMs) {
      long length = range.step().toMillis();
      long passed = bin == range.points() - 1 ? nowMs % length : length;
      return Math.min(1, (double) busyMs / Math.max(1, passed));
    }
  }
}
