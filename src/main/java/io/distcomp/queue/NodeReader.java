package io.distcomp.queue;

import io.distcomp.task.Incarnation;
import io.distcomp.task.NodeId;
import io.distcomp.task.NodeInfo;
import io.distcomp.task.NodeStatus;
import io.distcomp.task.Resources;
import io.distcomp.task.TaskId;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Reads nodes and what they hold. Remembers the names of incarnations, which never change. */
final class NodeReader {

  private final RedisLink link;
  private final QueueKeys keys;
  private final Clock clock;
  private final Map<String, String> names = new ConcurrentHashMap<>();

  NodeReader(RedisLink link, QueueKeys keys, Clock clock) {
    this.link = link;
    this.keys = keys;
    this.clock = clock;
  }

  /** Looks up the names of incarnations that are not known yet. */
  Future<Void> learn(Set<Incarnation> incarnations) {
    List<Future<Void>> unknown = new ArrayList<>();
    for (Incarnation incarnation : incarnations) {
      String id = incarnation.value();
      if (!names.containsKey(id)) {
        unknown.add(
            link.send(Request.cmd(Command.HGET).arg(keys.node(id)).arg("name"))
                .onSuccess(name -> remember(id, name))
                .mapEmpty());
      }
    }
    return unknown.isEmpty() ? Future.succeededFuture() : Future.all(unknown).mapEmpty();
  }

  private void remember(String incarnation, @Nullable Response name) {
    if (name != null) {
      names.put(incarnation, name.toString());
    }
  }

  /** The name of an incarnation that was learned before; else its id. */
  String nameOf(Incarnation incarnation) {
    return names.getOrDefault(incarnation.value(), incarnation.value());
  }

  /** The latest incarnation of each name; those gone for a day are forgotten. */
  Future<List<NodeStatus>> nodes() {
    return link.send(Request.cmd(Command.HGETALL).arg(keys.nodes()))
        .compose(
            all -> {
              List<Future<@Nullable NodeStatus>> rows = new ArrayList<>();
              for (Map.Entry<String, String> entry : Replies.map(all).entrySet()) {
                rows.add(node(entry.getKey(), entry.getValue()));
              }
              return Future.all(rows);
            })
        .map(all -> all.<@Nullable NodeStatus>list().stream().filter(Objects::nonNull).toList());
  }

  private Future<@Nullable NodeStatus> node(String name, String incarnation) {
    return Future.all(
            link.send(Request.cmd(Command.HGETALL).arg(keys.node(incarnation))),
            link.send(Request.cmd(Command.HLEN).arg(keys.running(incarnation))),
            link.send(Request.cmd(Command.ZSCORE).arg(keys.leases()).arg(incarnation)))
        .compose(
            three -> {
              Map<String, String> row = Replies.map(three.resultAt(0));
              if (!row.containsKey("id")) {
                return forget(name, incarnation);
              }
              names.put(incarnation, name);
              return Future.succeededFuture(
                  status(
                      incarnation,
                      row,
                      three.<Response>resultAt(1).toInteger(),
                      three.resultAt(2)));
            });
  }

  private Future<@Nullable NodeStatus> forget(String name, String incarnation) {
    names.remove(incarnation);
    return link.send(Request.cmd(Command.HDEL).arg(keys.nodes()).arg(name)).map(v -> null);
  }

  private NodeStatus status(
      String incarnation, Map<String, String> row, int running, @Nullable Response lease) {
    NodeInfo info =
        new NodeInfo(
            NodeId.parse(row.getOrDefault("id", "")),
            row.getOrDefault("name", "?"),
            new Incarnation(incarnation),
            new Resources(number(row, "mem"), number(row, "cpu")),
            (int) number(row, "slots"),
            Profiles.tags(row.getOrDefault("tags", "")),
            row.getOrDefault("url", ""));
    return new NodeStatus(
        info,
        state(row, lease),
        Instant.ofEpochMilli(number(row, "started")),
        Instant.ofEpochMilli(number(row, "seen")),
        running,
        number(row, "free"));
  }

  private NodeStatus.State state(Map<String, String> row, @Nullable Response lease) {
    if (row.getOrDefault("state", "").equals("stopped")) {
      return NodeStatus.State.STOPPED;
    }
    if (lease == null || Double.parseDouble(lease.toString()) < clock.millis()) {
      return NodeStatus.State.LOST;
    }
    return row.getOrDefault("drain", "0").equals("1")
        ? NodeStatus.State.DRAINING
        : NodeStatus.State.LIVE;
  }

  /** All tasks that nodes hold. */
  Future<List<TaskId>> held() {
    return link.send(Request.cmd(Command.ZRANGE).arg(keys.leases()).arg(0).arg(-1))
        .compose(
            leases -> {
              List<Future<@Nullable Response>> runs = new ArrayList<>();
              if (leases != null) {
                leases.forEach(
                    inc ->
                        runs.add(
                            link.send(
                                Request.cmd(Command.HKEYS).arg(keys.running(inc.toString())))));
              }
              return Future.all(runs);
            })
        .map(
            all -> {
              List<TaskId> ids = new ArrayList<>();
              for (Response run : all.<@Nullable Response>list()) {
                if (run != null) {
                  run.forEach(id -> Replies.task(id.toString()).ifPresent(ids::add));
                }
              }
              return ids;
            });
  }

  private static long number(Map<String, String> row, String field) {
    return Replies.number(row.get(field));
  }
}
