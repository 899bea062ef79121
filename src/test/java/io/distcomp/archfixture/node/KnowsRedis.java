package io.distcomp.archfixture.node;

import io.vertx.redis.client.Command;

/** Breaks the homes of the libraries: Redis outside the queue. Only read by a test. */
public final class KnowsRedis {
  Command command = Command.GET;
}
