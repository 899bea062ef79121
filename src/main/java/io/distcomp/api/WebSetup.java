package io.distcomp.api;

import io.distcomp.bus.Bus;
import io.distcomp.bus.Nonces;
import io.distcomp.config.Config;
import io.distcomp.queue.TaskQueue;
import io.distcomp.task.NodeInfo;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

/**
 * What the API needs of its node. Immutable; the node makes it and deploys a {@link WebVerticle}
 * with it.
 *
 * @param self asked for name and incarnation, which are known before the start
 * @param tokens who may call
 * @param nonces what all nodes have seen of signed messages
 * @param reader {@code TaskFiles::open}
 * @param spool a folder of this node alone, for submissions that are being received
 * @param readiness what {@code /health/ready} says
 * @param redis {@code ok}, or for people why and since when it is of no use
 * @param cluster one word on the cluster for {@code GET /status}, such as {@code off}
 * @param metrics the node's figures, which the API serves and adds to
 * @param page its files; asked for by a thread that may wait
 */
public record WebSetup(
    TaskQueue queue,
    Bus bus,
    Config config,
    Supplier<NodeInfo> self,
    TokenBook tokens,
    Nonces nonces,
    TaskReader reader,
    Path spool,
    Supplier<Readiness> readiness,
    Supplier<String> redis,
    Supplier<String> cluster,
    NodeMetrics metrics,
    Clock clock,
    SecureRandom random,
    Callable<WebrootFiles> page) {}
