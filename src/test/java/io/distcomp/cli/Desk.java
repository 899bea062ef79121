package io.distcomp.cli;

import io.distcomp.config.Config;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/** A user at a terminal: calls verbs, reads what they print. A fixture of the tests here. */
final class Desk {

  final Path home;
  final Map<String, String> environment = new HashMap<>();
  final ByteArrayOutputStream out = new ByteArrayOutputStream();
  final ByteArrayOutputStream err = new ByteArrayOutputStream();
  final AtomicReference<Runnable> firstSignal = new AtomicReference<>();
  boolean terminal;
  byte[] in = {};
  NodeLauncher launcher =
      config -> {
        throw new NodeStartException(ExitCode.UNAVAILABLE, "no node here");
      };
  ConfigSource configs = new Configs();

  Desk(Path home) throws IOException {
    this.home = home;
    Files.createDirectories(home.resolve(".distcomp"));
    Files.writeString(home.resolve(".distcomp/token"), FakeNode.TOKEN + "\n");
  }

  Desk at(FakeNode node) {
    environment.put("DISTCOMP_URL", node.url().toString());
    return this;
  }

  int run(String... words) {
    return Cli.run(session(), words);
  }

  String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  Session session() {
    Console console =
        new Console(
            new ByteArrayInputStream(in),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            terminal,
            terminal,
            terminal,
            () -> 80,
            false,
            false);
    return new Session(
        console,
        new Caller(environment, home, home),
        (first, again) -> {
          firstSignal.set(first);
          return () -> {};
        },
        Clock.system(ZoneOffset.UTC),
        launcher,
        configs);
  }

  /** Configurations of tests: every file is bad. */
  private static final class Configs implements ConfigSource {
    @Override
    public Config read(Path file) throws Fault {
      throw new Fault(List.of(file + ":1:2: unknown key", file + ":3:4: not a number"));
    }

    @Override
    public Config privateNode(String name, Path dataDirectory, Path directory) {
      return TestConfig.of(name, dataDirectory, directory);
    }

    @Override
    public Description describe(Path file) {
      return new Description(
          "node_name: n1 (default)\n",
          List.of(file + ":3:5: auto_sleep_sec is not needed here: new work wakes an idle node"));
    }
  }
}
