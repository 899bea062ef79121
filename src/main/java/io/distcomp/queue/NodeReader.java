package io.distcomp.queue;

import io.distcomp.task.Incarnation;
import io.distcomp.task.MachineUse;
import io.distcomp.task.NodeId;
import io.distcomp.task.NodeInfo;
import io.distcomp.task.NodeStatus;
import io.distcomp.task.Resources;
import io.distcomp.task.TaskId;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Reads nodes and what they hold. Remembers the names of incarnations, which never change. */
final class NodeReader {

  private final RedisLink link;
  private final QueueKeys keys;
  private final Silence silence = new Silence(System::nanoTime);
  private final Map<String, String> names = new ConcurrentHashMap<>();

  NodeReader(RedisLink link, QueueKeys keys) {
    this.link = link;
    this.keys = keys;
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
    long asked = System.nanoTime();
    return link.eval(Script.NODES, List.of(keys.nodes(), keys.leases()), r -> r)
        .onFailure(e -> silence.failed())
        .map(answer -> nodes(answer, Duration.ofNanos(System.nanoTime() - asked)));
  }

  private List<NodeStatus> nodes(Response answer, Duration took) {
    List<Row> rows = new ArrayList<>();
    for (int i = 1; i < answer.size(); i++) {
      Row row = Row.of(answer.get(i));
      remember(row.incarnation(), answer.get(i).get(0));
      rows.add(row);
    }
    List<Silence.Sign> signs = rows.stream().map(Row::sign).toList();
    Predicate<Silence.Sign> silent = silence.among(signs, answer.get(0).toLong(), took);
    return rows.stream().flatMap(row -> row.status(silent.test(row.sign())).stream()).toList();
  }

  /** What Redis says of a node. */
  private record Row(String incarnation, boolean leased, int running, Map<String, String> fields) {

    private static final int FIELDS = 4;

    static Row of(Response row) {
      Map<String, String> fields = new HashMap<>();
      for (int f = FIELDS; f + 1 < row.size(); f += 2) {
        fields.put(row.get(f).toString(), row.get(f + 1).toString());
      }
      return new Row(
          row.get(1).toString(), row.get(2).toInteger() == 1, row.get(3).toInteger(), fields);
    }

    Silence.Sign sign() {
      return new Silence.Sign(number("seen"), number("every"));
    }

    /** Empty for a damaged one, which must not hide the others. */
    Optional<NodeStatus> status(boolean silent) {
      try {
        return Optional.of(read(silent));
      } catch (IllegalArgumentException e) {
        return Optional.empty();
      }
    }

    private NodeStatus read(boolean silent) {
      NodeInfo info =
          new NodeInfo(
              NodeId.parse(text("id")),
              fields.getOrDefault("name", "?"),
              new Incarnation(incarnation),
              new Resources(number("mem"), number("cpu")),
              (int) number("slots"),
              Profiles.tags(text("tags")),
              text("url"),
              text("host"));
      return new NodeStatus(
          info,
          state(silent),
          Instant.ofEpochMilli(number("started")),
          Instant.ofEpochMilli(number("seen")),
          running,
          number("free"),
          new Resources(Math.max(0, number("rmem")), Math.max(0, number("rcpu"))),
          new MachineUse(measured("tmem"), measured("busy")),
          words("trouble"),
          words("notice"));
    }

    private NodeStatus.State state(boolean silent) {
      if (text("state").equals("stopped")) {
        return NodeStatus.State.STOPPED;
      }
      if (!leased || silent) {
        return NodeStatus.State.LOST;
      }
      return text("drain").equals("1") ? NodeStatus.State.DRAINING : NodeStatus.State.LIVE;
    }

    private String text(String field) {
      return fields.getOrDefault(field, "");
    }

    private @Nullable String words(String field) {
      return text(field).isEmpty() ? null : text(field);
    }

    private @Nullable Long measured(String field) {
      return text(field).isEmpty() ? null : Math.max(0, number(field));
    }

    private long number(String field) {
      return Replies.number(fields.get(field));
    }
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
              all.<@Nullable Response>list().forEach(run -> ids.addAll(ids(run)));
              return ids;
            });
  }

  /** The tasks that the node of this name holds. */
  Future<List<TaskId>> heldBy(String name) {
    return link.send(Request.cmd(Command.HGET).arg(keys.nodes()).arg(name))
        .compose(
            incarnation ->
                incarnation == null
                    ? Future.succeededFuture(List.of())
                    : link.send(
                            Request.cmd(Command.HKEYS).arg(keys.running(incarnation.toString())))
                        .map(NodeReader::ids));
  }

  private static List<TaskId> ids(@Nullable Response fields) {
    List<TaskId> ids = new ArrayList<>();
    if (fields != null) {
      fields.forEach(id -> Replies.task(id.toString()).ifPresent(ids::add));
    }
    return ids;
  }
}
