package io.distcomp;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.distcomp.cli.NodeStartException;
import io.distcomp.config.LiveConfig;
import io.distcomp.hook.HookSetup;
import io.distcomp.hook.HookVerticle;
import io.distcomp.process.Spawner;
import io.distcomp.queue.RedisAddress;
import io.distcomp.queue.RedisHappenings;
import io.distcomp.queue.TaskQueue;
import io.distcomp.task.Meters;
import io.distcomp.task.NodeInfo;
import io.vertx.core.Vertx;
import java.util.random.RandomGenerator;

/**
 * What tells the outside world of this node's queue, from its start to its end. Made by {@link
 * NodeProgram}; what is given stays its own.
 */
record Hooks(
    Vertx vertx,
    RedisAddress address,
    NodeInfo self,
    LiveConfig live,
    TaskQueue queue,
    Spawner spawner,
    Meters meters) {

  private static final long CLOSE_MS = 3000;

  Closers.Closer start(RandomGenerator random) throws NodeStartException {
    RedisHappenings happenings = RedisHappenings.of(vertx, address);
    HookSetup setup = new HookSetup(self, live, queue, happenings, spawner, meters, random);
    String id = StartSteps.await(vertx.deployVerticle(new HookVerticle(setup)), "the hooks");
    return () -> {
      try {
        vertx.undeploy(id).await(CLOSE_MS, MILLISECONDS);
      } finally {
        happenings.close();
      }
    };
  }
}
