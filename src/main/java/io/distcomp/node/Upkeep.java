package io.distcomp.node;

import io.distcomp.queue.Finding;
import io.distcomp.queue.FsckReport;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Offers the queue a turn of its light fsck every minute, and says what it mended. Confined to the
 * heartbeat's event loop.
 */
final class Upkeep {

  private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);
  private static final Duration EVERY = Duration.ofMinutes(1);

  private final Vertx vertx;
  private final NodeParts node;
  private final QuietLog trouble;
  private long timer = -1;
  private boolean stopped;

  Upkeep(Vertx vertx, NodeParts node) {
    this.vertx = vertx;
    this.node = node;
    trouble = new QuietLog(LOG, node.clock(), "the light fsck");
  }

  void start() {
    long millis = EVERY.toMillis() * 9 / 10 + node.random().nextLong(EVERY.toMillis() / 5);
    timer = vertx.setTimer(millis, t -> turn());
  }

  void stop() {
    stopped = true;
    vertx.cancelTimer(timer);
  }

  private void turn() {
    node.queue()
        .fsckTurn(node.info().incarnation())
        .onSuccess(
            report -> {
              trouble.succeeded();
              tell(report);
            })
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

  /** Text of others in a line of ours. */
  private static final class Quoted {
    private static final int LONGEST = 200;

    static String line(String text) {
      String clean = text.replaceAll("\\p{Cntrl}", "?");
      return clean.length() > LONGEST ? clean.substring(0, LONGEST) + "..." : clean;
    }
  }
}
