package io.distcomp.node;

import io.distcomp.queue.Finding;
import io.distcomp.queue.FsckReport;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a node does for the queue every minute: a turn of the light fsck, of which it says what was
 * mended; removals and new priorities that others began; jobs that are old; files of removed jobs.
 * Confined to the heartbeat's event loop.
 */
final class Upkeep {

  private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);
  private static final Duration EVERY = Duration.ofMinutes(1);

  private final Vertx vertx;
  private final NodeParts node;
  private final OldJobs old;
  private final RemovedOutputs outputs;
  private final QuietLog trouble;
  private long timer = -1;
  private boolean stopped;

  Upkeep(Vertx vertx, NodeParts node) {
    this.vertx = vertx;
    this.node = node;
    old = new OldJobs(node);
    outputs = new RemovedOutputs(vertx, node);
    trouble = new QuietLog(LOG, node.clock(), "the upkeep of the queue");
  }

  void start() {
    long millis = EVERY.toMillis() * 9 / 10 + node.random().nextLong(EVERY.toMillis() / 5);
    timer = vertx.setTimer(millis, t -> turn());
  }

  void stop() {
    stopped = true;
    old.stop();
    vertx.cancelTimer(timer);
  }

  private void turn() {
    Future.join(
            node.queue().fsckTurn(node.info().incarnation()).onSuccess(Upkeep::tell),
            node.queue().finishUnfinished(),
            old.turn(),
            outputs.turn())
        .onSuccess(v -> trouble.succeeded())
        .onFailure(trouble::failed)
        .onComplete(
            v -> {
              if (!stopped) {
                start();
              }
            });
  }

  /** One line for each kind. */
  static void tell(FsckReport report) {
    for (List<Finding> kind : byKind(report).values()) {
      long mended = kind.stream().filter(finding -> !finding.isOpen()).count();
      Finding first = kind.get(0);
      LOG.warn(
          "fsck: {} finding(s) of kind {}, {} mended; the first: {}{}",
          kind.size(),
          first.kind().word(),
          mended,
          Quoted.line(first.toString()),
          mended == kind.size() ? "" : "; 'distcomp doctor --fix' mends what is left");
    }
  }

  private static Map<Finding.Kind, List<Finding>> byKind(FsckReport report) {
    return report.findings().stream()
        .collect(Collectors.groupingBy(Finding::kind, TreeMap::new, Collectors.toList()));
  }
}
