package io.distcomp.redis;

import java.io.IOException;
import java.time.Duration;

/** Words for everything that can keep a server from starting. For {@link ServerStart} only. */
record StartFailure(ServerFiles files) {

  private static final int LINES = 8;
  private static final Duration ANSWER = Duration.ofSeconds(1);

  EmbeddedRedisException tooOld(RedisBinary binary) {
    return new EmbeddedRedisException(
        "the data in "
            + files.directory()
            + " were written by Redis 7.0 or newer, and "
            + binary.path()
            + " is "
            + binary.version()
            + ", which would not see them. Install Redis 7.0 or newer, or take this one off the"
            + " PATH to use the one that comes with DistComp.");
  }

  EmbeddedRedisException deaf(long pid, String problem) {
    return new EmbeddedRedisException(
        "the Redis server "
            + pid
            + " of an earlier start still holds "
            + files.directory()
            + " but is of no use ("
            + problem
            + "). End it with `kill "
            + pid
            + "` and start again.");
  }

  EmbeddedRedisException portTaken(String host, int port) {
    String redis =
        isRedis(host, port)
            ? " A Redis server answers there; to use that one set redis_host to \"" + host + "\"."
            : "";
    return new EmbeddedRedisException(
        "port "
            + port
            + " (redis_port) at "
            + host
            + " is taken by another program."
            + redis
            + " Set redis_port to a free port, or to 0 for any.");
  }

  private static boolean isRedis(String host, int port) {
    try (RespClient client = RespClient.connect(host, port, ANSWER)) {
      return client.call("PING").equals("PONG");
    } catch (RespClient.Refused e) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  EmbeddedRedisException noPort(int attempts) {
    return new EmbeddedRedisException(
        "found no free port for Redis in " + attempts + " attempts. Set redis_port.");
  }

  EmbeddedRedisException silent(ServerLog log, String problem) {
    return new EmbeddedRedisException(
        "redis-server started but does not answer (" + problem + "):\n" + log.lastLines(LINES));
  }

  EmbeddedRedisException ended(RedisBinary binary, ServerLog log) {
    String lines = "redis-server ended while starting; " + files.log() + " says:\n";
    return new EmbeddedRedisException(
        lines + log.lastLines(LINES) + (log.saysDataDamaged() ? repair(binary) : ""));
  }

  /** Never done without being asked: it drops what comes after the damage. */
  private String repair(RedisBinary binary) {
    return "\nThe stored data are damaged. Copy "
        + files.directory()
        + " to a safe place, then run\n  "
        + binary.checker()
        + " --fix "
        + files.appendOnlyFile()
        + "\n(it drops everything after the damage) and start again.";
  }
}
