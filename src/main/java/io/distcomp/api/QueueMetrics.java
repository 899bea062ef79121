package io.distcomp.api;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.summingLong;

import io.distcomp.queue.Insight.ClassNeed;
import io.distcomp.queue.Insight.Scale;
import io.distcomp.queue.QueueStatus;
import io.distcomp.queue.TaskQueue;
import io.distcomp.task.NodeStatus;
import io.distcomp.task.TaskState;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the queue holds, read when somebody asks; every node of a queue gives the same figures. For
 * the web verticle's loop only.
 */
final class QueueMetrics {

  /** Classes with figures of their own, the largest ones; the others are counted together. */
  static final int MOST_CLASSES = 20;

  /** A scrape is answered without the queue rather than too late. */
  private static final long LIMIT_MS = 3000;

  private static final int LONGEST_LABEL = 200;
  private static final Duration ANY = Duration.ofHours(1);
  private static final String OTHER = "other";
  private static final Logger LOG = LoggerFactory.getLogger(QueueMetrics.class);

  private final TaskQueue queue;
  private final MultiGauge tasks;
  private final MultiGauge classes;
  private final MultiGauge wanted;
  private final MultiGauge nodes;
  private @Nullable Future<Void> reading;

  QueueMetrics(TaskQueue queue, MeterRegistry registry) {
    this.queue = queue;
    tasks = gauge(registry, "distcomp.queue.tasks", "Tasks of the queue by state");
    classes =
        gauge(
            registry, "distcomp.queue.ready.tasks", "Tasks that may start now, by what they need");
    wanted =
        gauge(
            registry,
            "distcomp.wanted.slots",
            "Tasks that may start and find no room on the live nodes, by what they need");
    nodes = gauge(registry, "distcomp.queue.nodes", "Nodes of the queue by state");
  }

  private static MultiGauge gauge(MeterRegistry registry, String name, String what) {
    return MultiGauge.builder(name).description(what).register(registry);
  }

  /**
   * Completes when the figures are new, or gone because the queue gives no answer. Who asks
   * meanwhile waits for the same reading.
   */
  Future<Void> read() {
    Future<Void> present = reading;
    if (present != null && !present.isComplete()) {
      return present;
    }
    Future<Void> fresh =
        Future.<Void>succeededFuture()
            .compose(v -> Future.all(queue.status(), queue.nodes(), queue.insight().scale(ANY)))
            .timeout(LIMIT_MS, TimeUnit.MILLISECONDS)
            .map(
                found -> {
                  show(found.resultAt(0), found.resultAt(1), found.resultAt(2));
                  return found;
                })
            .<Void>mapEmpty()
            .recover(this::onAway);
    reading = fresh;
    return fresh;
  }

  private Future<Void> onAway(Throwable e) {
    LOG.debug("The figures of the queue could not be read: {}", e.toString());
    List.of(tasks, classes, wanted, nodes).forEach(gauge -> gauge.register(List.of(), true));
    return Future.succeededFuture();
  }

  private void show(QueueStatus status, List<NodeStatus> all, Scale scale) {
    tasks.register(
        Arrays.stream(TaskState.values())
            .map(state -> row("state", state.word(), status.counts().of(state)))
            .toList(),
        true);
    nodes.register(
        Arrays.stream(NodeStatus.State.values())
            .map(state -> row("state", state.word(), count(all, state)))
            .toList(),
        true);
    classes.register(rows(scale.classes(), ClassNeed::todo), true);
    wanted.register(rows(scale.classes(), ClassNeed::wanted), true);
  }

  private static long count(List<NodeStatus> all, NodeStatus.State state) {
    return all.stream().filter(node -> node.state() == state).count();
  }

  private static Row<Number> row(String tag, String value, long number) {
    return Row.of(Tags.of(tag, value), number);
  }

  /**
   * Needs come from users: without a bound they could fill a Prometheus. Those that look alike in
   * the units of users are one series, as Prometheus refuses a scrape with the same one twice.
   */
  static List<Row<?>> rows(List<ClassNeed> all, ToLongFunction<ClassNeed> figure) {
    List<Map.Entry<Tags, Long>> sorted =
        all.stream()
            .collect(groupingBy(QueueMetrics::tags, summingLong(figure)))
            .entrySet()
            .stream()
            .sorted(Map.Entry.<Tags, Long>comparingByValue().reversed())
            .toList();
    int own = Math.min(MOST_CLASSES, sorted.size());
    List<Row<?>> rows = new ArrayList<>();
    sorted.subList(0, own).forEach(one -> rows.add(Row.of(one.getKey(), one.getValue())));
    long rest = sorted.subList(own, sorted.size()).stream().mapToLong(Map.Entry::getValue).sum();
    rows.add(Row.of(Tags.of("memory_gb", OTHER, "cpus", OTHER, "tags", OTHER), rest));
    return rows;
  }

  private static Tags tags(ClassNeed need) {
    return Tags.of(
        "memory_gb", need.needs().gb().toPlainString(),
        "cpus", need.needs().cpus().toPlainString(),
        "tags", cut(String.join(",", need.tags())));
  }

  private static String cut(String text) {
    return text.substring(0, Math.min(LONGEST_LABEL, text.length()));
  }
}
