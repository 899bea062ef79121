package io.distcomp.queue;

import io.distcomp.queue.Insight.ClassNeed;
import io.distcomp.queue.Insight.Scale;
import io.distcomp.queue.Insight.Shape;
import io.distcomp.task.NodeStatus;
import io.distcomp.task.Resources;
import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads how many nodes the queue could use, from its placement classes and the present rate. */
final class ScaleReader {

  private static final int MAX_CLASSES = 500;
  private static final Pattern NEEDS = Pattern.compile("(\\d{1,16}):(\\d{1,16}):(\\S*)");

  private final RedisLink link;
  private final QueueKeys keys;
  private final JobReader jobs;
  private final NodeReader nodes;

  ScaleReader(RedisLink link, QueueKeys keys, JobReader jobs, NodeReader nodes) {
    this.link = link;
    this.keys = keys;
    this.jobs = jobs;
    this.nodes = nodes;
  }

  Future<Scale> read(Duration within) {
    return Future.all(
            link.eval(Script.SCALE, List.of(keys.ready()), r -> r.arg(MAX_CLASSES)),
            jobs.status(),
            nodes.nodes())
        .map(three -> scale(within, three.resultAt(0), three.resultAt(1), three.resultAt(2)));
  }

  private static Scale scale(
      Duration within, Response answer, QueueStatus status, List<NodeStatus> nodes) {
    Duration task = task(status);
    Room room = new Room(nodes);
    List<ClassNeed> classes = new ArrayList<>();
    for (int i = 1; i + 2 < answer.size(); i += 3) {
      Matcher m = NEEDS.matcher(answer.get(i).toString());
      if (m.matches()) {
        Resources needs = new Resources(Long.parseLong(m.group(1)), Long.parseLong(m.group(2)));
        SortedSet<String> tags = Profiles.tags(m.group(3));
        long todo = answer.get(i + 1).toLong();
        Shape shape = shape(needs, tags, nodes);
        classes.add(
            new ClassNeed(
                needs,
                tags,
                todo,
                room.without(needs, tags, answer.get(i + 2).toLong()),
                shape,
                count(todo, task, within, shape)));
      }
    }
    return new Scale(within, task, classes, answer.get(0).toInteger() == 1);
  }

  /**
   * A task takes as long as those that run now do on average: their number over the rate of ends
   * (Little's law).
   */
  private static @Nullable Duration task(QueueStatus status) {
    double ends = status.finishedPerSecond() + status.failedPerSecond();
    long running = status.counts().inProgress();
    return ends <= 0 || running <= 0 ? null : Duration.ofNanos((long) (1e9 * running / ends));
  }

  /** So many must run side by side that all are over in time. */
  private static @Nullable Long count(
      long todo, @Nullable Duration task, Duration within, Shape shape) {
    if (task == null) {
      return null;
    }
    double seconds = task.toNanos() / 1e9;
    return (long) Math.max(1, Math.ceil(todo * seconds / within.toSeconds() / shape.sideBySide()));
  }

  private static Shape shape(Resources needs, SortedSet<String> tags, List<NodeStatus> nodes) {
    return nodes.stream()
        .filter(n -> n.state() == NodeStatus.State.LIVE && n.info().tags().containsAll(tags))
        .map(n -> shape(n, needs))
        .filter(s -> s.sideBySide() > 0)
        .max(Comparator.comparingLong(Shape::sideBySide))
        .orElseGet(() -> new Shape(needs, 1, 1, false));
  }

  private static Shape shape(NodeStatus node, Resources needs) {
    Resources all = node.info().capacity();
    int slots = node.info().slots();
    return new Shape(all, slots, Room.times(slots, all, needs), true);
  }
}
