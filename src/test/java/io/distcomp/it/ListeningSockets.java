package io.distcomp.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Which addresses the processes of a node listen on, as {@code ss -ltnp} shows them. Linux. */
final class ListeningSockets {
  private ListeningSockets() {}

  private static final String LISTEN = "0A";
  private static final int WORD = 4;

  /**
   * An address that somebody can connect to.
   *
   * @param program the name of the process
   */
  record Listening(String program, InetAddress address, int port) {}

  /** TCP, of a process and all that it started. */
  static List<Listening> of(long pid) {
    return processes(pid).flatMap(ListeningSockets::ofProcess).toList();
  }

  /** UDP ports of the same processes, such as those of questions to a name server. */
  static List<Integer> udpPorts(long pid) {
    return processes(pid)
        .flatMap(process -> sockets(process, "udp", "udp6"))
        .map(row -> Integer.parseInt(row[1].substring(row[1].indexOf(':') + 1), 16))
        .toList();
  }

  private static Stream<ProcessHandle> processes(long pid) {
    ProcessHandle node = ProcessHandle.of(pid).orElseThrow();
    return Stream.concat(Stream.of(node), node.descendants());
  }

  private static Stream<Listening> ofProcess(ProcessHandle process) {
    return sockets(process, "tcp", "tcp6")
        .filter(row -> row[3].equals(LISTEN))
        .map(row -> listening(process, row[1]));
  }

  /** Rows of the tables of its own network, which may be another than that of the test. */
  private static Stream<String[]> sockets(ProcessHandle process, String... tables) {
    Set<String> own = inodes(process);
    return Stream.of(tables)
        .flatMap(table -> rows(Path.of("/proc", "" + process.pid(), "net", table)).stream())
        .filter(row -> own.contains(row[9]));
  }

  private static Set<String> inodes(ProcessHandle process) {
    Set<String> inodes = new HashSet<>();
    try (Stream<Path> open = Files.list(Path.of("/proc", "" + process.pid(), "fd"))) {
      for (Path fd : open.toList()) {
        String target = target(fd);
        if (target.startsWith("socket:[")) {
          inodes.add(target.substring("socket:[".length(), target.length() - 1));
        }
      }
      return inodes;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Empty for one that was closed meanwhile. */
  private static String target(Path fd) {
    try {
      return Files.readSymbolicLink(fd).toString();
    } catch (IOException e) {
      return "";
    }
  }

  private static List<String[]> rows(Path table) {
    try (Stream<String> lines = Files.lines(table)) {
      return lines.skip(1).map(line -> line.strip().split("\\s+")).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Listening listening(ProcessHandle process, String hex) {
    int colon = hex.indexOf(':');
    try {
      return new Listening(
          program(process),
          InetAddress.getByAddress(address(hex.substring(0, colon))),
          Integer.parseInt(hex.substring(colon + 1), 16));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String program(ProcessHandle process) throws IOException {
    return Files.readString(Path.of("/proc", "" + process.pid(), "comm")).strip();
  }

  /** The kernel prints words of four bytes in the order of the machine, here the lowest first. */
  private static byte[] address(String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex);
    byte[] ordered = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      ordered[i] = bytes[i / WORD * WORD + WORD - 1 - i % WORD];
    }
    boolean mapped =
        ordered.length == 16
            && HexFormat.of().formatHex(ordered).startsWith("00000000000000000000ffff");
    return mapped ? Arrays.copyOfRange(ordered, 12, 16) : ordered;
  }
}
