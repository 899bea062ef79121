package io.distcomp.cli;

import io.distcomp.config.Config;
import io.distcomp.queue.BenchQueue;
import io.distcomp.queue.RedisAddress;
import java.security.SecureRandom;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code distcomp bench}. Made by {@link Verbs}; the work is in {@link Bench}. */
@Command(
    name = "bench",
    sortOptions = false,
    description = {
      "Measures this machine and a Redis: how many empty commands start and end a second, how many"
          + " do so as tasks with all that is recorded of them, and how long one takes on an idle"
          + " node.",
      "With -conf it works in that Redis on a queue of its own, which goes at the end; else it"
          + " starts a Redis of its own."
    },
    footer = {"%nExamples:%n", "  distcomp bench", "  distcomp bench -conf conf.json --slots 8"})
final class BenchVerb implements Callable<Integer> {

  @Option(
      names = "-conf",
      paramLabel = "FILE",
      description = "Use the Redis of this configuration, and its number of slots.")
  @Nullable String conf;

  @Option(
      names = {"-j", "--slots"},
      paramLabel = "N",
      description = "Tasks at a time. Default: the configuration's.")
  @Nullable Integer slots;

  @Option(
      names = "--tasks",
      paramLabel = "N",
      defaultValue = "3000",
      description = "Commands of each round (default: ${DEFAULT-VALUE}).")
  int tasks = 3000;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "3",
      description = "Rounds; their medians are shown (default: ${DEFAULT-VALUE}).")
  int rounds = 3;

  @Mixin final OutputOptions output = new OutputOptions();

  private final Session session;

  BenchVerb(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws ConfigSource.Fault, NodeStartException {
    Bench bench =
        new Bench(
            session, Options.positive("--tasks", tasks), Options.positive("--rounds", rounds));
    try (ScratchPlace place = ScratchPlace.make(session.caller(), "bench")) {
      show(measured(bench, place));
    }
    return ExitCode.OK;
  }

  private BenchFigures measured(Bench bench, ScratchPlace place)
      throws ConfigSource.Fault, NodeStartException {
    Config own = RunConfig.quietly(privateConfig(place));
    if (conf == null) {
      return bench.run(sized(own));
    }
    Config there = session.configs().read(ConfFile.of(conf, session.caller()));
    RedisAddress redis = QueueExam.reached(there).withQueue(BenchQueue.name(new SecureRandom()));
    try {
      return bench.run(
          sized(RunConfig.at(RunConfig.withSlots(own, there.node().maxTasks()), redis)));
    } finally {
      bench.discard(redis);
    }
  }

  private Config privateConfig(ScratchPlace place) throws ConfigSource.Fault {
    String node = session.caller().hostName() + "-bench-" + ProcessHandle.current().pid();
    return session.configs().privateNode(node, place.directory(), place.directory());
  }

  private Config sized(Config config) {
    return slots == null ? config : RunConfig.withSlots(config, Options.positive("--slots", slots));
  }

  private void show(BenchFigures figures) {
    switch (output.format) {
      case JSON -> session.console().out().println(figures.json().encodePrettily());
      case QUIET -> session.console().out().println(Math.round(figures.tasksPerSecond()));
      case TABLE -> figures.print(session.console());
    }
  }
}
