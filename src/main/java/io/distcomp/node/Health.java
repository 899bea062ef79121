package io.distcomp.node;

/** What the node says of itself to health checks. Written by its verticles, read by anyone. */
public final class Health {

  private volatile boolean redisIsAway;
  private volatile boolean draining;

  /** The last renewal of the lease failed. */
  public boolean redisIsAway() {
    return redisIsAway;
  }

  public boolean draining() {
    return draining;
  }

  void redisIsAway(boolean value) {
    redisIsAway = value;
  }

  void draining(boolean value) {
    draining = value;
  }
}
