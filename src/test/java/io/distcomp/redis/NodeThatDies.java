package io.distcomp.redis;

import java.nio.file.Path;
import java.time.Duration;

/**
 * A program that starts a server and is gone without stopping it. Run by {@link EmbeddedRedisTest}.
 */
final class NodeThatDies {
  private NodeThatDies() {}

  public static void main(String[] args) throws Exception {
    EmbeddedRedis redis =
        EmbeddedRedis.start(
            new EmbeddedRedis.Options(
                Path.of(args[0]),
                0,
                "127.0.0.1",
                0,
                "",
                "everysec",
                System.getenv("PATH"),
                System.err::println));
    Endpoint endpoint = new Endpoint(redis.host(), redis.port(), redis.password());
    try (RespClient client = endpoint.open(Duration.ofSeconds(5))) {
      client.call("SET", "from", "the dead node");
    }
    System.out.println(redis.pid());
    System.out.flush();
    Runtime.getRuntime().halt(137);
  }
}
