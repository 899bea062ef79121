package io.distcomp.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Where a {@link RedisServer} runs: a process of this machine or a container. Used by it alone. */
interface ServerProcess extends AutoCloseable {

  /** Starts one in a container if one is asked for and there is an engine, else a process. */
  static ServerProcess start(List<String> lines) {
    try {
      int port = freePort();
      return ContainerServer.isWanted()
          ? ContainerServer.start(port, lines)
          : LocalServer.start(port, lines);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start a Redis server", e);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  int port();

  /** For people, printed once. */
  String description();

  /** Where it keeps its files; empty when that is no folder of this machine. */
  Optional<Path> directory();

  boolean isAlive();

  /** What it has logged. */
  String log();

  /** Returns when it is gone; nothing to do when it is. */
  void kill();

  void startAgain();

  void freeze();

  void thaw();

  @Override
  void close();
}
