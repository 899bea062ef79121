package bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A redis-server from the PATH with a free port and a folder of its own, as safe as a node's:
 * append-only, synced each second.
 */
final class PlainRedis implements AutoCloseable {

  private final Path folder;
  private final String port;
  private final Process process;

  /** Returns when it answers. */
  PlainRedis() throws IOException, InterruptedException {
    folder = Files.createTempDirectory("distcomp-bench-redis-");
    port = String.valueOf(Node.freePort());
    process =
        new ProcessBuilder(
                "redis-server",
                "--port",
                port,
                "--bind",
                "127.0.0.1",
                "--dir",
                folder.toString(),
                "--save",
                "",
                "--appendonly",
                "yes",
                "--auto-aof-rewrite-percentage",
                "0")
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    while (!Programs.works("redis-cli", "-p", port, "ping")) {
      if (!process.isAlive()) {
        throw new IOException("redis-server has ended");
      }
      Programs.pause(20);
    }
  }

  String url() {
    return "redis://127.0.0.1:" + port + "/0";
  }

  /** What it has used so far. */
  double cpuSeconds() {
    return Programs.cpuSeconds(process.toHandle());
  }

  @Override
  public void close() throws IOException {
    process.destroy();
    process.onExit().join();
    Programs.remove(folder);
  }
}
