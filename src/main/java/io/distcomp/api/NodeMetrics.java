package io.distcomp.api;

import io.distcomp.task.Meters;
import io.distcomp.task.NodeMeasures;
import io.distcomp.task.Outcome;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * The figures of one node for Prometheus. Made by the node before all that it counts, and served by
 * {@link MetricsRoute}; safe for use by many threads.
 */
public final class NodeMetrics implements Meters {

  private static final Duration[] LATENCIES = {
    Duration.ofNanos(500_000),
    Duration.ofMillis(1),
    Duration.ofNanos(2_500_000),
    Duration.ofMillis(5),
    Duration.ofMillis(10),
    Duration.ofMillis(25),
    Duration.ofMillis(50),
    Duration.ofMillis(100),
    Duration.ofMillis(500),
    Duration.ofSeconds(1),
    Duration.ofSeconds(5)
  };

  /** A time in nanoseconds, and a count that is a gauge: promtool finds fault with both. */
  private static final List<String> NOT_BY_THE_CONVENTIONS =
      List.of("process.cpu.time", "system.cpu.count");

  private static final double[] SIZES = {1, 2, 5, 10, 20, 50, 100, 200, 500};

  private final PrometheusMeterRegistry registry = emptyRegistry();
  private final Timer claims = timer("distcomp.claim", "Time to the answer of a claim");
  private final DistributionSummary claimed =
      sizes("distcomp.claim.tasks", "Tasks of a claim that brought any");
  private final Timer commits = timer("distcomp.commit", "Time to record a batch of outcomes");
  private final DistributionSummary committed =
      sizes("distcomp.commit.outcomes", "Outcomes in a batch");
  private final Timer spawns = timer("distcomp.spawn", "Time from a claimed task to its process");
  private final Timer roundTrips = timer("distcomp.redis.round.trip", "Time to an answer of Redis");
  private final Counter failures =
      Counter.builder("distcomp.redis.failures")
          .description("Calls of Redis that failed or had no answer in time")
          .register(registry);
  private final Counter reconnects =
      Counter.builder("distcomp.redis.reconnects")
          .description("Connections to Redis that were made again")
          .register(registry);
  private final Counter told = told("arrived");
  private final Counter notTold = told("failed");
  private final Map<Outcome.Kind, Counter> attempts = new EnumMap<>(Outcome.Kind.class);
  private final Map<String, Timer> lags = new ConcurrentHashMap<>();
  private final Map<String, Counter> busRefusals = new ConcurrentHashMap<>();
  private volatile @Nullable Supplier<NodeMeasures> measures;

  public NodeMetrics() {
    for (Outcome.Kind kind : Outcome.Kind.values()) {
      attempts.put(kind, attempts(kind));
    }
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
  }

  private static PrometheusMeterRegistry emptyRegistry() {
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    NOT_BY_THE_CONVENTIONS.forEach(
        name -> registry.config().meterFilter(MeterFilter.denyNameStartsWith(name)));
    return registry;
  }

  /** The node's sizes are known from now on; called once. */
  public void node(Supplier<NodeMeasures> node) {
    measures = node;
    gauge("distcomp.slots", null, "Tasks that may run at a time", NodeMeasures::slots);
    gauge("distcomp.held", "tasks", "Tasks from claim to recorded outcome", NodeMeasures::held);
    gauge("distcomp.cpus", null, "Cpus for tasks", m -> cpus(m.capacity().milliCpus()));
    gauge("distcomp.cpus.reserved", null, "Reserved cpus", m -> cpus(m.reserved().milliCpus()));
    gauge("distcomp.memory", "bytes", "Memory for tasks", m -> m.capacity().memoryBytes());
    gauge(
        "distcomp.memory.reserved",
        "bytes",
        "Memory that running tasks have reserved",
        m -> m.reserved().memoryBytes());
    gauge("distcomp.memory.tasks", "bytes", "Memory in use by tasks", m -> known(m.memoryTasks()));
    gauge(
        "distcomp.memory.available",
        "bytes",
        "Memory that the machine has left",
        m -> known(m.memoryAvailable()));
    gauge(
        "distcomp.memory.accept",
        "bytes",
        "Available memory below which no task is taken",
        NodeMeasures::memoryAccept);
    gauge(
        "distcomp.memory.return",
        "bytes",
        "Available memory below which a task goes back",
        NodeMeasures::memoryReturn);
    gauge(
        "distcomp.unrecorded.output",
        "bytes",
        "Output in memory that is not recorded yet",
        NodeMeasures::unrecordedBytes);
    gauge("distcomp.spool.outcomes", null, "Outcomes that wait on the disk", NodeMeasures::spooled);
    gauge(
        "distcomp.spool", "bytes", "Size of the outcomes on the disk", NodeMeasures::spooledBytes);
  }

  /** All figures in the text format of Prometheus. */
  String scrape() {
    return registry.scrape();
  }

  /** Where the API adds its own. */
  MeterRegistry registry() {
    return registry;
  }

  // --- what is heard

  @Override
  public void claimed(Duration took, int tasks) {
    claims.record(took);
    if (tasks > 0) { // an idle node asks too: its zeros would say nothing of batches
      claimed.record(tasks);
    }
  }

  @Override
  public void committed(Duration took, int reports) {
    commits.record(took);
    committed.record(reports);
  }

  @Override
  public void recorded(Outcome.Kind outcome) {
    attempts.computeIfAbsent(outcome, this::attempts).increment();
  }

  @Override
  public void spawned(Duration took) {
    spawns.record(took);
  }

  @Override
  public void answered(Duration took) {
    roundTrips.record(took);
  }

  @Override
  public void unanswered() {
    failures.increment();
  }

  @Override
  public void reconnecting() {
    reconnects.increment();
  }

  @Override
  public void late(String loop, Duration by) {
    lags.computeIfAbsent(loop, this::lag).record(by);
  }

  /** A message of an application was refused with this code. */
  void busRefused(String code) {
    busRefusals.computeIfAbsent(code, this::busRefusals).increment();
  }

  // --- how it is called

  private Counter told(String result) {
    return Counter.builder("distcomp.hook.tries")
        .description("Tries to tell of an event")
        .tag("result", result)
        .register(registry);
  }

  @Override
  public void told(boolean arrived) {
    (arrived ? told : notTold).increment();
  }

  private Counter busRefusals(String code) {
    return Counter.builder("distcomp.bus.refusals")
        .description("Messages of applications that were refused")
        .tag("code", code)
        .register(registry);
  }

  private Counter attempts(Outcome.Kind kind) {
    return Counter.builder("distcomp.attempts")
        .description("Ends of attempts that this node recorded")
        .tag("outcome", kind.word())
        .register(registry);
  }

  private Timer lag(String loop) {
    return Timer.builder("distcomp.loop.lag")
        .description("How late an event loop comes to a timer")
        .serviceLevelObjectives(LATENCIES)
        .tag("loop", loop)
        .register(registry);
  }

  private Timer timer(String name, String what) {
    return Timer.builder(name)
        .description(what)
        .serviceLevelObjectives(LATENCIES)
        .register(registry);
  }

  private DistributionSummary sizes(String name, String what) {
    return DistributionSummary.builder(name)
        .description(what)
        .serviceLevelObjectives(SIZES)
        .register(registry);
  }

  private void gauge(
      String name, @Nullable String unit, String what, ToDoubleFunction<NodeMeasures> value) {
    Gauge.builder(name, this, metrics -> metrics.now(value))
        .description(what)
        .baseUnit(unit)
        .register(registry);
  }

  private double now(ToDoubleFunction<NodeMeasures> value) {
    Supplier<NodeMeasures> node = measures;
    return node == null ? Double.NaN : value.applyAsDouble(node.get());
  }

  private static double cpus(long milli) {
    return milli / 1000.0;
  }

  /** A system that does not tell is no endless one. */
  private static double known(long bytes) {
    return bytes == Long.MAX_VALUE ? Double.NaN : bytes;
  }
}
