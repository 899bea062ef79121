package io.distcomp.cli;

import io.distcomp.config.Config;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.TreeSet;

/** A configuration for nodes that are never really started. A fixture of the tests here. */
final class TestConfig {
  private TestConfig() {}

  static Config of(String name, Path data, Path directory) {
    Duration second = Duration.ofSeconds(1);
    return new Config(
        null,
        directory,
        new Config.Node(
            name,
            data,
            new TreeSet<>(),
            8,
            2,
            1,
            4,
            false,
            3,
            second,
            second,
            second,
            second,
            second,
            second,
            data.resolve("results"),
            1024,
            1024,
            1,
            1000),
        new Config.Redis(true, null, 0, 0, null, null, null, "127.0.0.1", "everysec", "default"),
        new Config.Http(
            "127.0.0.1", 0, false, true, data.resolve("token"), new TreeSet<>(), null, null, 10),
        new Config.Cluster(false, "127.0.0.1", 5701, 0, false),
        new Config.Log(Config.Log.Level.INFO, null, false),
        Config.Hooks.NONE,
        Config.Scaling.NONE,
        List.of());
  }
}
