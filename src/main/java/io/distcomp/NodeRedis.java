package io.distcomp;

import io.distcomp.config.Config;
import io.distcomp.process.Marks;
import io.distcomp.process.OrphanWatcher;
import io.distcomp.queue.RedisAddress;
import io.distcomp.redis.EmbeddedRedis;
import io.distcomp.redis.EmbeddedRedisException;
import io.distcomp.redis.RedisKeeper;
import io.distcomp.task.Incarnation;
import io.distcomp.task.NodeId;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Redis of one node: one of its own that it keeps running, or one that it only uses. Made by
 * {@link NodeProgram}.
 */
record NodeRedis(Config.Redis config, @Nullable RedisKeeper keeper) {

  private static final Logger LOG = LoggerFactory.getLogger("io.distcomp.node");
  private static final Duration ADOPTION = Duration.ofSeconds(60);

  static NodeRedis start(Config config, Closers closers) throws EmbeddedRedisException {
    if (!config.redis().embedded()) {
      return new NodeRedis(config.redis(), null);
    }
    RedisKeeper keeper =
        RedisKeeper.start(
            EmbeddedRedis.Options.of(config.node().dataDir(), config.redis(), LOG::info),
            LOG::warn);
    closers.push("the embedded Redis", keeper::stop);
    EmbeddedRedis server = keeper.server();
    LOG.info("Redis {} at {}", server.adopted() ? "taken over" : "started", server.url());
    if (config.redis().port() != 0) { // else it is another one at the next start
      server.connectLines().forEach(line -> LOG.info("for a further node: {}", line));
    }
    return new NodeRedis(config.redis(), keeper);
  }

  /** The same for as long as the node runs. */
  RedisAddress address() {
    String url = keeper == null ? config.url() : keeper.server().url();
    if (url == null) {
      throw new IllegalStateException("neither an embedded Redis nor a URL");
    }
    return new RedisAddress(
        url,
        config.user(),
        keeper == null ? config.password() : keeper.server().password(),
        config.database(),
        config.tlsCaFile(),
        config.queue());
  }

  /** Starts the watcher of this incarnation, which looks after the embedded server too. */
  OrphanWatcher watcher(NodeId node, Incarnation incarnation) throws IOException {
    String owner = Marks.ofIncarnation(node, incarnation);
    if (keeper == null) {
      return OrphanWatcher.start(owner, null);
    }
    OrphanWatcher watcher = OrphanWatcher.start(owner, ward(keeper.server()));
    keeper.onReplaced(fresh -> watcher.follow(ward(fresh)));
    return watcher;
  }

  private static OrphanWatcher.Ward ward(EmbeddedRedis server) {
    return new OrphanWatcher.Ward(server.pid(), server.ownerFile(), ADOPTION);
  }
}
