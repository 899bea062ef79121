package io.distcomp.chaos;

import io.distcomp.chaos.ProxyState.Way;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * One client's connection through a {@link RespProxy}: pairs each reply with its request and lets
 * faults strike there. On the proxy's thread alone.
 */
final class ProxyLink {

  private static final int READ_BYTES = 64 * 1024;

  /** A request on its way, and the fault that waits for its reply or null. */
  private static final class Asked {
    private final RespRequest request;
    private final Aim aim;
    private long repliesLeft;
    private boolean struck;

    private Asked(RespRequest request, Aim aim) {
      this.request = request;
      this.aim = aim;
      repliesLeft = request.isSubscription() ? Math.max(1, request.words() - 1) : 1;
    }
  }

  private final ProxyState state;
  private final SocketChannel client;
  private final SocketChannel redis;
  private final SelectionKey clientKey;
  private final SelectionKey redisKey;
  private final ProxyFlow toRedis;
  private final ProxyFlow toClient;
  private final RespReader requests = RespReader.ofRequests();
  private final RespReader replies = RespReader.ofReplies();
  private final Deque<Asked> asked = new ArrayDeque<>();
  private final Deque<ByteBuffer> undecided = new ArrayDeque<>();
  private boolean subscribed;
  private boolean resp3;
  private boolean silent;
  private boolean clientEnded;
  private boolean redisEnded;
  private boolean closed;

  ProxyLink(ProxyState state, Selector selector, SocketChannel client, SocketChannel redis)
      throws IOException {
    this.state = state;
    this.client = client;
    this.redis = redis;
    clientKey = client.register(selector, 0, this);
    redisKey = redis.register(selector, 0, this);
    toRedis = new ProxyFlow(redis, state.of(Way.TO_REDIS), this::reset);
    toClient = new ProxyFlow(client, state.of(Way.TO_CLIENT), this::reset);
  }

  boolean isClosed() {
    return closed;
  }

  /** Reads what there is. */
  void onReady(SelectionKey key) {
    if (!key.isValid() || !key.isReadable()) {
      return;
    }
    if (key == clientKey) {
      if (isOverAfterReading(client, toRedis)) {
        clientEnded = true;
      }
    } else if (isOverAfterReading(redis, toClient)) {
      redisEnded = true;
    }
  }

  private boolean isOverAfterReading(SocketChannel source, ProxyFlow flow) {
    ByteBuffer bytes = ByteBuffer.allocate(READ_BYTES);
    try {
      if (source.read(bytes) < 0) {
        flow.sendEnd();
        return true;
      }
    } catch (IOException e) {
      flow.sendReset();
      return true;
    }
    parse(bytes.flip(), flow);
    return false;
  }

  private void parse(ByteBuffer bytes, ProxyFlow flow) {
    try {
      if (flow == toRedis) {
        onRequests(bytes);
      } else {
        onReplies(bytes);
      }
    } catch (RespReader.NotRespException e) {
      state.unreadable++;
      reset();
    }
  }

  // --- requests

  private void onRequests(ByteBuffer bytes) {
    while (bytes.hasRemaining() && !closed) {
      int from = bytes.position();
      boolean ended = requests.read(bytes);
      ByteBuffer piece = bytes.slice(from, bytes.position() - from);
      if (!ended || onRequest(RespRequest.of(requests))) {
        toRedis.send(piece);
      }
    }
  }

  /** Whether its last byte may pass. */
  private boolean onRequest(RespRequest request) {
    Aim aim = silent ? null : state.aimAt(request); // nobody would wait for its reply here
    if (aim != null && aim.effect() == Aim.Effect.LOSE_REQUEST) {
      state.lostRequests++;
      reset();
      aim.hit();
      return false;
    }
    state.requests++;
    subscribed |= request.isSubscription();
    asked.add(new Asked(request, aim));
    return true;
  }

  // --- replies

  private void onReplies(ByteBuffer bytes) {
    while (bytes.hasRemaining() && !closed && !silent && !redisEnded) {
      boolean begins = replies.isBetween();
      int from = bytes.position();
      boolean ended = replies.read(bytes);
      ByteBuffer piece = bytes.slice(from, bytes.position() - from);
      if (isUndecided()) {
        undecided.add(piece);
        if (ended) {
          onMessageOrReply();
        }
      } else if (!begins || maySend()) {
        toClient.send(piece);
        if (ended) {
          onReplied();
        }
      }
    }
  }

  /** A push, or what may be a message of a subscription, which no request is waiting for. */
  private boolean isUndecided() {
    return replies.type() == '>' || (subscribed && !resp3 && replies.type() == '*');
  }

  private void onMessageOrReply() {
    String kind = replies.elements().isEmpty() ? "" : replies.elements().get(0);
    boolean message = kind.endsWith("message") || (resp3 && !kind.endsWith("subscribe"));
    if (message || maySend()) {
      undecided.forEach(toClient::send);
      if (message) {
        state.pushes++;
      } else {
        onReplied();
      }
    }
    undecided.clear();
  }

  private void onReplied() {
    state.replies++;
    Asked head = asked.peek();
    if (head == null) {
      return;
    }
    if (head.request.name().equals("HELLO")) {
      resp3 = replies.type() == '%';
    }
    if (--head.repliesLeft == 0 || replies.type() == '-') {
      asked.remove();
    }
  }

  /** Whether the reply that begins may pass; what its request was aimed at happens now. */
  private boolean maySend() {
    Asked head = asked.peek();
    if (head == null && replies.type() != '-') { // it may refuse a connection without being asked
      throw new RespReader.NotRespException("a reply to nothing");
    }
    if (head == null || head.aim == null) {
      return true;
    }
    if (replies.type() == '-') {
      head.aim.giveBack();
      return true;
    }
    head.struck = true;
    return strike(head.aim);
  }

  private boolean strike(Aim aim) {
    boolean passes = aim.effect() == Aim.Effect.DELAY_REPLY;
    if (!passes) {
      state.lostReplies++;
    }
    switch (aim.effect()) {
      case DELAY_REPLY -> toClient.hold(aim.delay().toNanos());
      case SILENCE -> silent = true;
      case CLOSE_BEFORE_REPLY -> {
        toClient.sendEnd();
        redisEnded = true;
      }
      default -> reset();
    }
    aim.hit();
    return passes;
  }

  // --- the sockets

  /** Passes on what may be now; returns in how many nanoseconds there is more to do. */
  long work() {
    if (closed) {
      return ProxyFlow.NEVER;
    }
    long next = Math.min(work(toRedis), work(toClient));
    if (!closed && toRedis.isEnded() && toClient.isEnded()) {
      close();
    }
    if (!closed) {
      watch(clientKey, !clientEnded && toRedis.hasRoom(), toClient.isFull());
      watch(redisKey, !redisEnded && toClient.hasRoom(), toRedis.isFull());
    }
    return next;
  }

  private long work(ProxyFlow flow) {
    try {
      return closed ? ProxyFlow.NEVER : flow.work();
    } catch (IOException e) {
      flow.abandon(); // that side is gone; what it sent before may still be on its way
      return 0;
    }
  }

  private static void watch(SelectionKey key, boolean read, boolean write) {
    if (key.isValid()) {
      key.interestOps((read ? SelectionKey.OP_READ : 0) | (write ? SelectionKey.OP_WRITE : 0));
    }
  }

  /** Both sides see a reset. */
  void reset() {
    if (!closed) {
      state.resets++;
      try {
        client.setOption(StandardSocketOptions.SO_LINGER, 0);
        redis.setOption(StandardSocketOptions.SO_LINGER, 0);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      close();
    }
  }

  /** Both sides see a clean end, at once. */
  void close() {
    closed = true;
    asked.stream().filter(one -> one.aim != null && !one.struck).forEach(one -> one.aim.giveBack());
    try {
      client.close();
      redis.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
