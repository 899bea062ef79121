package io.distcomp.node;

import io.distcomp.bus.Bus;
import io.distcomp.config.Config;
import io.distcomp.config.LiveConfig;
import io.distcomp.process.Spawner;
import io.distcomp.queue.TaskQueue;
import io.distcomp.task.Meters;
import io.distcomp.task.NodeInfo;
import java.nio.file.Path;
import java.time.Clock;
import java.util.random.RandomGenerator;

/**
 * What the verticles of a node are made of. Immutable, but for {@link LiveConfig}, {@link
 * Holdings}, {@link Turnover}, {@link Activity} and {@link Health}.
 *
 * @param info of the start; its slots may have changed since, see {@link #slots}
 */
record NodeParts(
    NodeInfo info,
    LiveConfig live,
    Path directory,
    TaskQueue queue,
    Bus bus,
    Spawner spawner,
    Holdings holdings,
    Turnover turnover,
    Activity activity,
    OutcomeStore outcomes,
    Health health,
    MachineMemory memory,
    Meters meters,
    Clock clock,
    RandomGenerator random) {

  /** What holds now; keys that can change live may differ at the next call. */
  Config.Node config() {
    return live.node();
  }

  /** The most tasks at a time, now. */
  int slots() {
    return config().maxTasks();
  }

  /** What the node says of itself when it registers. */
  NodeInfo present() {
    return new NodeInfo(
        info.id(),
        info.name(),
        info.incarnation(),
        info.capacity(),
        slots(),
        info.tags(),
        info.url(),
        info.host());
  }
}
