package io.distcomp.node;

import io.distcomp.process.BaseEnvironment;
import io.distcomp.process.ChildProcess;
import io.distcomp.process.Command;
import io.distcomp.process.Command.OutputLimits;
import io.distcomp.process.Marks;
import io.distcomp.process.ProcessListener;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds out whether commands can be started, by starting one that does nothing, the way tasks are
 * started. Confined to the executor's event loop; one look at a time.
 */
final class SpawnProbe {

  private static final long LIMIT_MS = 10_000;
  private static final int OUTPUT_BYTES = 1024;

  private final Vertx vertx;
  private final NodeParts node;
  private final Inbox inbox;
  private long number;

  SpawnProbe(Vertx vertx, NodeParts node, Inbox inbox) {
    this.vertx = vertx;
    this.node = node;
    this.inbox = inbox;
  }

  /** What is wrong; empty when nothing is. */
  Future<Optional<String>> look() {
    Trial trial = new Trial(inbox);
    long timer = vertx.setTimer(LIMIT_MS, t -> trial.tooLong());
    try {
      node.spawner().start(command(), trial);
    } catch (RuntimeException e) {
      trial.end("a command cannot be started: " + e);
    }
    return trial.end.future().onComplete(end -> vertx.cancelTimer(timer));
  }

  private Command command() {
    return new Command(
        List.of("/bin/sh", "-c", "true"),
        "/",
        BaseEnvironment.EMPTY,
        Map.of(),
        Marks.ofIncarnation(node.info().id(), node.info().incarnation()) + "probe." + ++number,
        new OutputLimits(OUTPUT_BYTES, 0, node.config().resultDir(), "probe"));
  }

  /** One command; what the spawner's threads say of it is heard on the event loop. */
  private static final class Trial implements ProcessListener {

    private final Inbox inbox;
    private final Promise<Optional<String>> end = Promise.promise();
    private @Nullable ChildProcess child;

    Trial(Inbox inbox) {
      this.inbox = inbox;
    }

    @Override
    public void onStarted(ChildProcess process) {
      inbox.put(() -> child = process);
    }

    @Override
    public void onRefused(Refusal refusal) {
      inbox.put(() -> end("a command cannot be started: " + refusal.reason()));
    }

    @Override
    public void onExit(Exit exit) {
      Integer code = exit.exitCode();
      inbox.put(
          () -> {
            if (code != null && code == 0) {
              end.tryComplete(Optional.empty());
            } else {
              end("a command that does nothing failed, exit code " + code);
            }
          });
    }

    void end(String wrong) {
      end.tryComplete(Optional.of(wrong));
    }

    void tooLong() {
      end("a command that does nothing has not ended after " + LIMIT_MS / 1000 + " s");
      if (child != null) {
        child.kill(Duration.ZERO);
      }
    }
  }
}
