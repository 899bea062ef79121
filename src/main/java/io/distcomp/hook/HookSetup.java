package io.distcomp.hook;

import io.distcomp.config.Config;
import io.distcomp.config.LiveConfig;
import io.distcomp.process.Spawner;
import io.distcomp.queue.Happenings;
import io.distcomp.queue.TaskQueue;
import io.distcomp.task.Meters;
import io.distcomp.task.NodeInfo;
import java.util.random.RandomGenerator;

/**
 * What hooks need of their node. Immutable; the node makes it and deploys a {@link HookVerticle}
 * with it.
 *
 * @param self the node that tells
 */
public record HookSetup(
    NodeInfo self,
    LiveConfig live,
    TaskQueue queue,
    Happenings happenings,
    Spawner spawner,
    Meters meters,
    RandomGenerator random) {

  Config config() {
    return live.now();
  }
}
