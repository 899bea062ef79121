package io.distcomp.chaos;

import io.distcomp.chaos.ProxyState.Way;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

/**
 * A way to a Redis server that can be made bad: it resets, refuses, falls silent, is slow, or loses
 * one chosen request or reply. Made by a test, which controls it from any thread; each call returns
 * when it is in effect. All its connections are on one thread of its own.
 *
 * <p>It pairs replies with requests in order. {@code MONITOR}, {@code CLIENT REPLY} and {@code
 * UNSUBSCRIBE} without a channel, whose replies cannot be counted, are not for it.
 */
final class RespProxy implements AutoCloseable {

  private static final long SECONDS_TO_OBEY = 10;
  private static final int CONNECT_MS = 2000;

  private final int redisPort;
  private final Selector selector;
  private final ProxyListener listener;
  private final ProxyState state = new ProxyState();
  private final List<ProxyLink> links = new ArrayList<>();
  private final Queue<FutureTask<?>> orders = new ConcurrentLinkedQueue<>();
  private final Thread thread;
  private boolean over;
  private volatile Throwable failure;

  private RespProxy(int redisPort) throws IOException {
    this.redisPort = redisPort;
    selector = Selector.open();
    listener = new ProxyListener(selector);
    thread = new Thread(this::run, "resp-proxy-" + port());
    thread.setDaemon(true);
  }

  /** One to the server at this port of this machine, on a free port. */
  static RespProxy to(int redisPort) {
    try {
      RespProxy proxy = new RespProxy(redisPort);
      proxy.thread.start();
      return proxy;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int port() {
    return listener.port();
  }

  String url() {
    return "redis://127.0.0.1:" + port();
  }

  // --- control

  /** Ends all faults; what a black hole kept arrives now. */
  void pass() {
    order(
        () -> {
          state.pass();
          listener.listenAgain();
          return null;
        });
  }

  /** Resets all connections; how many there were. */
  int reset() {
    return order(
        () -> {
          links.forEach(ProxyLink::reset);
          return links.size();
        });
  }

  /** Ends all connections cleanly; how many there were. */
  int hangUp() {
    return order(
        () -> {
          links.forEach(ProxyLink::close);
          return links.size();
        });
  }

  /** New connections are refused; the present ones stay. */
  void refuse() {
    order(
        () -> {
          listener.refuse();
          return null;
        });
  }

  /**
   * Connections are accepted and stay, and nothing passes: no bytes, no end, no reset. What is sent
   * meanwhile arrives after {@link #pass}, as after a break of the network.
   */
  void blackHole() {
    block(Way.TO_REDIS);
    block(Way.TO_CLIENT);
  }

  /** The same in one direction. */
  void block(Way way) {
    order(() -> state.of(way).blocked = true);
  }

  /** Everything in this direction takes this much longer. */
  void delay(Way way, Duration delay) {
    order(
        () -> {
          state.of(way).delay(delay);
          return null;
        });
  }

  /** Bytes are written at most so many at a time, in both directions. */
  void slice(int bytes) {
    order(
        () -> {
          for (Way way : Way.values()) {
            state.of(way).slice = bytes;
          }
          return null;
        });
  }

  /** At most so many bytes a second in this direction, on each connection. */
  void bandwidth(Way way, long bytesPerSecond) {
    order(() -> state.of(way).bytesPerSecond = bytesPerSecond);
  }

  /** The next so many commands of this kind are struck. */
  Aim aim(Predicate<RespRequest> what, Aim.Effect effect, int times) {
    return aim(new Aim(what, effect, Duration.ZERO, times));
  }

  /** Replies to the next so many commands of this kind are late. */
  Aim delayReplies(Predicate<RespRequest> what, Duration delay, int times) {
    return aim(new Aim(what, Aim.Effect.DELAY_REPLY, delay, times));
  }

  private Aim aim(Aim aim) {
    return order(
        () -> {
          state.add(aim);
          return aim;
        });
  }

  Traffic traffic() {
    return order(() -> state.traffic(links.size()));
  }

  /** Resets all connections and frees the port. */
  @Override
  public void close() {
    if (thread.isAlive()) {
      order(() -> over = true);
    }
    try {
      thread.join(TimeUnit.SECONDS.toMillis(SECONDS_TO_OBEY));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    check();
  }

  private <T> T order(Callable<T> what) {
    FutureTask<T> task = new FutureTask<>(what);
    orders.add(task);
    selector.wakeup();
    try {
      return task.get(SECONDS_TO_OBEY, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      check();
      throw new IllegalStateException("the proxy does not obey", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private void check() {
    if (failure != null) {
      throw new IllegalStateException("the proxy has failed", failure);
    }
  }

  // --- its thread

  private void run() {
    try {
      while (!over) {
        step();
      }
    } catch (IOException | RuntimeException | Error e) {
      failure = e;
    } finally {
      end();
    }
  }

  private void step() throws IOException {
    long next = ProxyFlow.NEVER;
    for (ProxyLink link : links) {
      next = Math.min(next, link.work());
    }
    links.removeIf(ProxyLink::isClosed);
    if (next == ProxyFlow.NEVER) {
      selector.select();
    } else if (next > 0) {
      selector.select(1 + TimeUnit.NANOSECONDS.toMillis(next));
    } else {
      selector.selectNow();
    }
    for (FutureTask<?> order = orders.poll(); order != null; order = orders.poll()) {
      order.run();
    }
    selector.selectedKeys().forEach(this::onReady);
    selector.selectedKeys().clear();
    links.removeIf(ProxyLink::isClosed);
  }

  private void onReady(SelectionKey key) {
    if (key.attachment() instanceof ProxyLink link) {
      link.onReady(key);
    } else if (key.isValid()) {
      accept();
    }
  }

  private void accept() {
    try {
      SocketChannel client = listener.accept();
      if (client != null) {
        state.connections++;
        connect(client);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void connect(SocketChannel client) throws IOException {
    SocketChannel redis = SocketChannel.open();
    try {
      redis
          .socket()
          .connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), redisPort), CONNECT_MS);
      links.add(new ProxyLink(state, selector, ready(client), ready(redis)));
    } catch (IOException e) { // the server is away, and the client is to see the same
      redis.close();
      client.setOption(StandardSocketOptions.SO_LINGER, 0);
      client.close();
      state.resets++;
    }
  }

  private static SocketChannel ready(SocketChannel channel) throws IOException {
    channel.configureBlocking(false);
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    return channel;
  }

  private void end() {
    try {
      links.forEach(ProxyLink::reset);
      listener.close();
      selector.close();
    } catch (IOException e) {
      failure = e;
    }
    orders.forEach(order -> order.cancel(false));
  }
}
