package io.distcomp.cluster;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.stream.Stream;

/** The numeric address that this node binds and tells others. Used by the cluster set-up only. */
record BindAddress(InetAddress address) {

  /** Looks the host up and proves that it can be bound here. Blocks. */
  static BindAddress of(String host) throws IOException {
    InetAddress named = InetAddress.getByName(host);
    InetAddress address = named.isAnyLocalAddress() ? reachable() : named;
    bind(address, 0);
    return new BindAddress(address);
  }

  String text() {
    return address.getHostAddress();
  }

  boolean isLoopback() {
    return address.isLoopbackAddress();
  }

  /** The port itself when it is free, else 0 for any free one. Blocks. */
  int freePortOrAny(int port) {
    try {
      bind(address, port);
      return port;
    } catch (IOException e) {
      return 0;
    }
  }

  /** {@code host:port} as a member list has it. */
  static String hostOf(String member) {
    int colon = member.lastIndexOf(':');
    String host = colon < 0 ? member : member.substring(0, colon);
    return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
  }

  /** Whether the host of a member address, which is numeric, is loopback. */
  static boolean isLoopback(String member) {
    try {
      return InetAddress.getByName(hostOf(member)).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }

  String withPort(int port) {
    return (text().contains(":") ? "[" + text() + "]" : text()) + ":" + port;
  }

  private static void bind(InetAddress address, int port) throws IOException {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(address, port));
    }
  }

  private static InetAddress reachable() throws IOException {
    return NetworkInterface.networkInterfaces()
        .flatMap(BindAddress::addresses)
        .findFirst()
        .orElseGet(InetAddress::getLoopbackAddress);
  }

  private static Stream<InetAddress> addresses(NetworkInterface network) {
    return network.inetAddresses().filter(a -> a instanceof Inet4Address && !a.isLoopbackAddress());
  }
}
