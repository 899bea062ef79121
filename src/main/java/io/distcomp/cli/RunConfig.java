package io.distcomp.cli;

import io.distcomp.config.Config;
import io.distcomp.queue.RedisAddress;

/** Changes that {@code run} and {@code bench} make to a configuration. Pure. */
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
        config.hooks(),
        config.scaling(),
        config.warnings());
  }

  /** The same on another queue and Redis, with warnings alone in its log. */
  static Config at(Config config, RedisAddress there) {
    Config.Redis redis = config.redis();
    return quietly(
        config,
        new Config.Redis(
            false,
            there.url(),
            redis.port(),
            there.database(),
            there.user(),
            there.password(),
            there.tlsCaFile(),
            redis.bind(),
            redis.appendFsync(),
            there.queue()));
  }

  /** The same with warnings alone in its log. */
  static Config quietly(Config config) {
    return quietly(config, config.redis());
  }

  private static Config quietly(Config config, Config.Redis redis) {
    return new Config(
        config.file(),
        config.directory(),
        config.node(),
        redis,
        config.http(),
        config.cluster(),
        new Config.Log(Config.Log.Level.WARN, null, false),
        config.hooks(),
        config.scaling(),
        config.warnings());
  }
}
