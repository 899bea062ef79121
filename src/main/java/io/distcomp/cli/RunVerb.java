package io.distcomp.cli;

import io.distcomp.config.Config;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code distcomp run FILE}. Made by {@link Verbs}; the work is in {@link Run}. */
@Command(
    name = "run",
    sortOptions = false,
    description = {
      "Runs a file of tasks on this machine and ends: starts a node of its own, shows the progress,"
          + " sums up.",
      "Run again it goes on where it stopped. With -conf it takes part in the queue of that file.",
      "The exit code is 0 when every task finished, 1 when some failed, 65 for a bad file, 130"
          + " after Ctrl-C."
    },
    footer = {
      "%nExamples:%n",
      "  distcomp run tasks.txt",
      "  distcomp run tasks.txt --slots 4 --retry-failed",
      "  seq 100 | sed 's/^/echo /' | distcomp run - --name hundred"
    })
final class RunVerb implements Callable<Integer> {

  @Parameters(paramLabel = "FILE", description = "The tasks; - reads stdin and needs --name.")
  String file = "";

  @Mixin final SubmissionOptions options = new SubmissionOptions();
  @Mixin final OutputOptions output = new OutputOptions();

  @Option(
      names = "-conf",
      paramLabel = "FILE",
      description = "Take part in the queue of this configuration.")
  @Nullable String conf;

  @Option(
      names = {"-j", "--slots"},
      paramLabel = "N",
      description = "The most tasks at a time. Default: the configuration's.")
  @Nullable Integer slots;

  @Option(names = "--retry-failed", description = "Run what failed before again, too.")
  boolean retryFailed;

  @Option(
      names = "--keep",
      description = "Stay after the end, with dashboard and API, until Ctrl-C.")
  boolean keep;

  private final Session session;

  RunVerb(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws ConfigSource.Fault, NodeStartException {
    Submission submission = Submission.of(file, session).in(options.format);
    String name = options.name == null ? submission.name() : options.name;
    if (name == null) {
      throw CliException.usage("give the tasks a --name: under it they are continued");
    }
    if (conf != null) {
      return run(submission, name, sized(session.configs().read(ConfFile.of(conf, caller()))));
    }
    try (RunPlace place = RunPlace.take(caller(), name)) {
      return run(submission, name, sized(privateConfig(place)));
    }
  }

  private int run(Submission submission, String name, Config config) throws NodeStartException {
    Query query = options.query(caller()).with("name", name);
    return new Run(session, output.format, retryFailed, keep).run(config, submission, query);
  }

  private Config privateConfig(RunPlace place) throws ConfigSource.Fault {
    String node = caller().hostName() + "-run-" + ProcessHandle.current().pid();
    return session.configs().privateNode(node, place.directory(), caller().directory());
  }

  private Config sized(Config config) {
    return slots == null ? config : RunConfig.withSlots(config, Options.positive("--slots", slots));
  }

  private Caller caller() {
    return session.caller();
  }
}
