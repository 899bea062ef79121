package io.distcomp.hook;

import io.distcomp.api.InsightJson;
import io.distcomp.config.Config;
import io.distcomp.queue.Insight.ClassNeed;
import io.distcomp.queue.Insight.Scale;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the command that asks for more nodes, when tasks wait beyond what the nodes could start. One
 * node at a time, with a pause behind it. Confined to the loop of {@link HookVerticle}.
 */
final class Scaler {

  private static final Logger LOG = LoggerFactory.getLogger(Scaler.class);
  private static final Duration WITHIN = Duration.ofHours(1);

  /** The start of a command and the answers of Redis; a command that is killed needs its grace. */
  private static final Duration MARGIN = Duration.ofSeconds(15);

  private final HookSetup setup;
  private final Commands commands;
  private boolean away;

  Scaler(HookSetup setup, Commands commands) {
    this.setup = setup;
    this.commands = commands;
  }

  /** Completes when the command is over, if it was run; never fails. */
  Future<Void> turn() {
    String command = setup.config().scaling().command();
    if (command == null) {
      return Future.succeededFuture();
    }
    return setup
        .queue()
        .insight()
        .scale(WITHIN)
        .compose(scale -> wanted(scale) > 0 ? turn(command, scale) : Future.succeededFuture())
        .onSuccess(v -> away = false)
        .recover(this::onAway);
  }

  private Future<Void> onAway(Throwable e) {
    if (!away) {
      LOG.warn("it is not known whether more nodes are wanted: {}", e.getMessage());
    }
    away = true;
    return Future.succeededFuture();
  }

  private static long wanted(Scale scale) {
    return scale.classes().stream().mapToLong(ClassNeed::wanted).sum();
  }

  private Future<Void> turn(String command, Scale scale) {
    Config config = setup.config();
    Duration longest = config.scaling().timeout().plus(config.node().killGrace()).plus(MARGIN);
    return setup
        .happenings()
        .scaleTurn(setup.self().incarnation(), longest)
        .compose(mine -> mine ? run(command, scale) : Future.succeededFuture());
  }

  private Future<Void> run(String command, Scale scale) {
    Config.Scaling scaling = setup.config().scaling();
    return commands
        .run(command, InsightJson.scale(scale), variables(scale), scaling.timeout())
        .compose(
            ended -> {
              tell(wanted(scale), ended);
              return setup
                  .happenings()
                  .scaleDone(setup.self().incarnation(), setup.config().scaling().cooldown());
            });
  }

  private static void tell(long wanted, Ended ended) {
    if (ended.well()) {
      LOG.info("{} more slots are wanted; scale_command {}", wanted, ended.words());
    } else {
      LOG.warn("{} more slots are wanted, but scale_command {}", wanted, ended.words());
    }
  }

  private static Map<String, String> variables(Scale scale) {
    Map<String, String> env = new HashMap<>();
    env.put("DISTCOMP_WANTED_SLOTS", Long.toString(wanted(scale)));
    env.put("DISTCOMP_WANTED_NODES", nodes(scale));
    return env;
  }

  /** Empty when it is not known of each class. */
  private static String nodes(Scale scale) {
    long sum = 0;
    for (ClassNeed need : scale.classes()) {
      @Nullable Long nodes = need.nodes();
      if (nodes == null) {
        return "";
      }
      sum += Objects.requireNonNull(nodes);
    }
    return Long.toString(sum);
  }
}
