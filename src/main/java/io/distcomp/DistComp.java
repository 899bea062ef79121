package io.distcomp;

import io.distcomp.cli.Caller;
import io.distcomp.cli.Cli;
import io.distcomp.cli.Console;
import io.distcomp.cli.Session;
import io.distcomp.cli.Signals;
import java.time.Clock;
import java.time.ZoneId;
import java.util.Map;

/** The program: puts the parts together and ends the process. Called by the JVM. */
public final class DistComp {
  private DistComp() {}

  public static void main(String[] args) {
    System.exit(Cli.run(session(System.getenv()), args));
  }

  private static Session session(Map<String, String> environment) {
    return new Session(
        Console.ofProcess(environment),
        Caller.ofProcess(environment),
        Signals.ofProcess(),
        Clock.system(ZoneId.systemDefault()),
        // Made when a node is to run: what it logs with takes longer to load than most verbs run.
        config -> new NodeProgram().start(config),
        new ConfFiles());
  }
}
