package io.distcomp.chaos;

import io.distcomp.testkit.RedisServer;

/** How each node reaches Redis. Made by a test, opened and closed by the {@link ChaosRig}. */
interface Link extends AutoCloseable {

  /** Straight to the server. */
  static Link direct() {
    return new Link() {
      private RedisServer redis;

      @Override
      public void open(RedisServer server, int nodes) {
        redis = server;
      }

      @Override
      public int port(int node) {
        return redis.port();
      }

      @Override
      public void close() {
        redis = null;
      }
    };
  }

  /** Called once, when the server answers and before the first node starts. */
  void open(RedisServer redis, int nodes);

  /** The port of 127.0.0.1 that is the {@code redis_port} of the node with this number. */
  int port(int node);

  /** Called when all nodes have ended. */
  @Override
  void close();
}
