package io.distcomp.redis;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** A data_dir of one test and the servers started on it. For the tests of this package. */
abstract class ServerFixture {

  static final Duration REPLY = Duration.ofSeconds(5);

  @TempDir Path dataDir;

  final List<String> told = new ArrayList<>();
  private final List<EmbeddedRedis> started = new ArrayList<>();

  @AfterEach
  void stopAll() {
    started.forEach(EmbeddedRedis::stop);
  }

  EmbeddedRedis.Options options(int port, String password, String searchPath) {
    return new EmbeddedRedis.Options(
        dataDir, port, "127.0.0.1", 0, password, "everysec", searchPath, told::add);
  }

  EmbeddedRedis start(EmbeddedRedis.Options options) throws EmbeddedRedisException {
    EmbeddedRedis redis = EmbeddedRedis.start(options);
    started.add(redis);
    return redis;
  }

  EmbeddedRedis start() throws EmbeddedRedisException {
    return start(options(0, "", path()));
  }

  static String path() {
    return System.getenv("PATH");
  }

  @CanIgnoreReturnValue
  static String ask(EmbeddedRedis redis, String... command) throws IOException {
    Endpoint endpoint = new Endpoint(redis.host(), redis.port(), redis.password());
    try (RespClient client = endpoint.open(REPLY)) {
      return client.call(command);
    }
  }

  Path file(String name) {
    return dataDir.resolve("redis").resolve(name);
  }

  static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
