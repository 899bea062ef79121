package io.distcomp.process;

import io.distcomp.process.Command.OutputLimits;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/** Makes commands for tests, each with a mark and output names of its own. */
final class Commands {
  static final int INLINE = 1000;
  static final int CAP = 50_000;

  final String owner;
  private final Path directory;
  private final AtomicInteger count = new AtomicInteger();

  Commands(Path directory) {
    this(directory, UUID.randomUUID() + ".0123456789abcdef.");
  }

  Commands(Path directory, String owner) {
    this.directory = directory;
    this.owner = owner;
  }

  Command sh(String script) {
    return argv("/bin/sh", "-c", script);
  }

  Command argv(String... argv) {
    return in(directory.toString(), Map.of(), argv);
  }

  Command in(String cwd, Map<String, String> env, String... argv) {
    int number = count.incrementAndGet();
    return new Command(
        List.of(argv),
        cwd,
        BaseEnvironment.of(Map.of("PATH", "/usr/bin:/bin", "BASE", "b", "BOTH", "base")),
        env,
        owner + "1." + number + ".1",
        new OutputLimits(INLINE, CAP, directory, "job/" + number));
  }
}
