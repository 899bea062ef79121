package io.distcomp.chaos;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** The port of a {@link RespProxy}, which keeps it also while it refuses. On its thread alone. */
final class ProxyListener implements AutoCloseable {

  private static final int WAITING_CONNECTIONS = 512;

  private final Selector selector;
  private final int port;
  private ServerSocketChannel channel;
  private Socket refusing;

  /** Listens on any free port. */
  ProxyListener(Selector selector) throws IOException {
    this.selector = selector;
    channel = listen(0);
    port = ((InetSocketAddress) channel.getLocalAddress()).getPort();
  }

  private ServerSocketChannel listen(int wanted) throws IOException {
    ServerSocketChannel fresh = ServerSocketChannel.open();
    fresh.bind(address(wanted), WAITING_CONNECTIONS);
    fresh.configureBlocking(false);
    fresh.register(selector, SelectionKey.OP_ACCEPT);
    return fresh;
  }

  private static InetSocketAddress address(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  int port() {
    return port;
  }

  /** The next connection, or null. */
  SocketChannel accept() throws IOException {
    return channel == null ? null : channel.accept();
  }

  void refuse() throws IOException {
    if (channel != null) {
      channel.close();
      channel = null;
      selector.selectNow(); // a channel is closed when its key is gone
      refusing = new Socket(); // bound, so that no connection is given the port meanwhile
      refusing.setReuseAddress(true);
      refusing.bind(address(port));
    }
  }

  void listenAgain() throws IOException {
    if (channel == null) {
      channel = listen(port);
      refusing.close();
    }
  }

  @Override
  public void close() throws IOException {
    if (channel == null) {
      refusing.close();
    } else {
      channel.close();
    }
  }
}
