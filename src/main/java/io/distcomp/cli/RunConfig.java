package io.distcomp.cli;

import io.distcomp.config.Config;

/** Changes that {@code run} makes to a configuration. Pure. */
final class RunConfig {

  private RunConfig() {}

  /** The same with another number of tasks at a time. */
  static Config withSlots(Config config, int slots) {
    Config.Node node = config.node();
    Config.Node changed =
        new Config.Node(
            node.name(),
            node.dataDir(),
            node.tags(),
            slots,
            node.memoryAcceptBytes(),
            node.memoryReturnBytes(),
            node.maxFailures(),
            node.retryOnTimeout(),
            node.maxLost(),
            node.defaultTimeout(),
            node.idlePoll(),
            node.healthReport(),
            node.lease(),
            node.killGrace(),
            node.drainTimeout(),
            node.resultDir(),
            node.outputInlineBytes(),
            node.outputFileBytes(),
            node.keepFinishedDays(),
            node.keepFinishedTasks());
    return new Config(
        config.file(),
        config.directory(),
        changed,
        config.redis(),
        config.http(),
        config.cluster(),
        config.log(),
        config.warnings());
  }
}
