package io.distcomp.api;

import io.distcomp.bus.Bus;
import io.distcomp.bus.Channels;
import io.distcomp.bus.ClusterEvent;
import io.distcomp.task.JobId;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells other nodes, and applications on the bus, what this node changed. For the web verticle's
 * loop only.
 *
 * <p>Each node publishes deltas only about jobs that it settled tasks of itself or that were
 * changed through its own API, at most once a second: so a job on one node is read by one node, and
 * an idle node reads nothing. A bus cannot tell whether anybody listens.
 */
final class ChangeNotices {

  static final Duration TICK = Duration.ofSeconds(1);

  private static final Logger LOG = LoggerFactory.getLogger(ChangeNotices.class);

  private final Bus bus;
  private final Supplier<String> self;
  private final LiveReader reader;
  private final Consumer<JsonObject> publisher;
  private final LiveView view = new LiveView();
  private final DirtyJobs own = new DirtyJobs();
  private final MessageConsumer<JsonObject> hints;
  private boolean reading;

  ChangeNotices(
      Vertx vertx,
      Bus bus,
      Supplier<String> self,
      LiveReader reader,
      Consumer<JsonObject> publisher) {
    this.bus = bus;
    this.self = self;
    this.reader = reader;
    this.publisher = publisher;
    this.hints = bus.consume(Channels.EVENTS, this::onHint);
    vertx.setPeriodic(TICK.toMillis(), id -> onTick());
  }

  /** A user changed a job through this node. */
  void jobChanged(JobId job) {
    own.add(job);
    bus.publish(Channels.EVENTS, new ClusterEvent.JobChanged(job));
  }

  /** A user changed a node through this node. */
  void nodeChanged(String node) {
    bus.publish(Channels.EVENTS, new ClusterEvent.NodeChanged(node));
  }

  private void onHint(ClusterEvent hint) {
    if (hint instanceof ClusterEvent.TasksSettled settled && settled.node().equals(self.get())) {
      settled.jobs().forEach(own::add);
    }
  }

  private void onTick() {
    if (reading || own.isEmpty()) {
      return;
    }
    reading = true;
    Set<JobId> jobs = own.take();
    reader
        .only(jobs)
        .onSuccess(found -> view.update(found.reading()).ifPresent(publisher))
        .onFailure(e -> onAway(jobs, e))
        .onComplete(done -> reading = false);
  }

  private void onAway(Set<JobId> jobs, Throwable failure) {
    LOG.debug("Changes could not be read: {}", failure.toString());
    jobs.forEach(own::add);
  }

  void stop() {
    Answers.ignore(hints.unregister());
  }
}
