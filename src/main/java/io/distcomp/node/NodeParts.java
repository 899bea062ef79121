package io.distcomp.node;

import io.distcomp.bus.Bus;
import io.distcomp.config.Config;
import io.distcomp.process.Spawner;
import io.distcomp.queue.TaskQueue;
import io.distcomp.task.NodeInfo;
import java.nio.file.Path;
import java.time.Clock;
import java.util.random.RandomGenerator;

/**
 * What the verticles of a node are made of. Immutable, but for {@link Holdings} and {@link Health}.
 */
record NodeParts(
    NodeInfo info,
    Config.Node config,
    Path directory,
    TaskQueue queue,
    Bus bus,
    Spawner spawner,
    Holdings holdings,
    OutcomeStore outcomes,
    Health health,
    MachineMemory memory,
    Clock clock,
    RandomGenerator random) {}
