package io.distcomp.cli;

import io.distcomp.api.PortOwner;
import io.distcomp.config.Config;
import io.distcomp.redis.RunningRedis;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whether the ports of a node are free, or its own. Blocking; used by {@link DoctorVerb} alone. */
final class PortChecks {

  private final Config config;
  private final @Nullable String nodePid;

  PortChecks(Config config) {
    this.config = config;
    nodePid = nodePid(config.node().dataDir());
  }

  List<Checkup> all(@Nullable RunningRedis redis) {
    List<Checkup> checks = new ArrayList<>();
    Config.Http http = config.http();
    checks.add(port("http_port", http.host(), http.port(), nodePid, http.portIsGiven()));
    if (config.cluster().enabled()) {
      checks.add(
          port("cluster_port", config.cluster().host(), config.cluster().port(), nodePid, false));
    }
    if (config.redis().embedded()) {
      String pid = redis == null ? null : Long.toString(redis.pid());
      String host = config.redis().bind().strip().split("\\s+", 2)[0].replaceFirst("^-", "");
      checks.add(
          port("redis_port", host.replace("*", "0.0.0.0"), config.redis().port(), pid, true));
    }
    return checks;
  }

  private static Checkup port(
      String what, String host, int port, @Nullable String ownPid, boolean mustBeFree) {
    if (port == 0) {
      return Checkup.ok(what, "any free one");
    }
    if (isFree(host, port)) {
      return Checkup.ok(what, port + " is free");
    }
    String owner = PortOwner.of(port).orElse("a process of another user");
    if (ownPid != null && owner.startsWith("pid " + ownPid + " ")) {
      return Checkup.ok(what, port + " is this node's own");
    }
    String found = port + " is taken by " + owner;
    return mustBeFree
        ? Checkup.fault(what, found, "name another " + what + ", or end that process")
        : Checkup.warning(what, found, "the node takes the next free one");
  }

  private static boolean isFree(String host, int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true); // connections of a server that has ended do not count
      socket.bind(new InetSocketAddress(InetAddress.getByName(host), port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Whoever has the data_dir wrote its pid there; of a node that has ended it is old. */
  private static @Nullable String nodePid(Path dataDir) {
    try {
      String pid = Files.readString(dataDir.resolve("lock")).strip();
      boolean lives = pid.matches("\\d{1,18}") && ProcessHandle.of(Long.parseLong(pid)).isPresent();
      return lives ? pid : null;
    } catch (IOException e) {
      return null;
    }
  }
}
