package io.distcomp.chaos;

import io.distcomp.testkit.RedisServer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A {@link RespProxy} of its own for each node. Made by a test, which gives it to the rig and to
 * the {@link NetworkFaults}.
 */
final class ProxiedLink implements Link {

  private final List<RespProxy> proxies = new ArrayList<>();

  @Override
  public void open(RedisServer redis, int nodes) {
    IntStream.range(0, nodes).forEach(i -> proxies.add(RespProxy.to(redis.port())));
  }

  @Override
  public int port(int node) {
    return proxy(node).port();
  }

  RespProxy proxy(int node) {
    return proxies.get(node);
  }

  /** All connections are good again. */
  void pass() {
    proxies.forEach(RespProxy::pass);
  }

  /** Of all nodes. */
  long lostReplies() {
    return proxies.stream().mapToLong(proxy -> proxy.traffic().lostReplies()).sum();
  }

  @Override
  public void close() {
    proxies.forEach(RespProxy::close);
  }
}
