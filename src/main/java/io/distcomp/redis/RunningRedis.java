package io.distcomp.redis;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The private server of a data_dir as others find it while it runs. Looks and changes nothing; free
 * to use.
 *
 * @param url {@code redis://host:port}
 */
public record RunningRedis(long pid, String url, int port, String password) {

  /**
   * The server that runs for this data_dir, if one does.
   *
   * @throws IOException when the state of the last start cannot be read
   */
  public static Optional<RunningRedis> of(Path dataDir) throws IOException {
    Path directory = dataDir.resolve("redis");
    if (!Files.isDirectory(directory)) {
      return Optional.empty();
    }
    ServerFiles files = new ServerFiles(directory.toRealPath());
    return files
        .readState()
        .filter(state -> ServerProcess.of(state.pid(), files).isPresent())
        .map(RunningRedis::of);
  }

  private static RunningRedis of(ServerState state) {
    Endpoint endpoint = state.endpoint();
    return new RunningRedis(state.pid(), endpoint.url(), endpoint.port(), endpoint.password());
  }

  @Override
  public String toString() {
    return "redis-server " + pid + " at " + url;
  }
}
