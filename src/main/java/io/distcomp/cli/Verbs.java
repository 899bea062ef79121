package io.distcomp.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import picocli.CommandLine;

/** The catalogue of verbs: a new one is a file and a line here. Used by {@link Cli} alone. */
final class Verbs {

  private static final Map<String, Function<Session, CommandLine>> ALL = all();

  private Verbs() {}

  /**
   * Adds them in the order of the help. A verb that is called is added alone: reading the options
   * of all costs a noticeable part of a short call.
   */
  static void addTo(CommandLine root, Session session, String called) {
    Function<Session, CommandLine> only = ALL.get(called);
    if (only != null) {
      root.addSubcommand(called, only.apply(session));
    } else {
      ALL.forEach((name, verb) -> root.addSubcommand(name, verb.apply(session)));
    }
  }

  private static Map<String, Function<Session, CommandLine>> all() {
    Map<String, Function<Session, CommandLine>> verbs = new LinkedHashMap<>();
    verbs.put("run", session -> new CommandLine(new RunVerb(session)));
    verbs.put("submit", session -> new CommandLine(new SubmitVerb(session)));
    verbs.put("wait", session -> new CommandLine(new WaitVerb(session)));
    verbs.put("status", session -> new CommandLine(new StatusVerb(session)));
    verbs.put("jobs", session -> new CommandLine(new JobsVerb(session)));
    verbs.put("job", session -> new CommandLine(new JobVerb(session)));
    verbs.put("tasks", session -> new CommandLine(new TasksVerb(session)));
    verbs.put("task", session -> new CommandLine(new TaskVerb(session)));
    verbs.put("log", session -> new CommandLine(new LogVerb(session)));
    verbs.put("explain", session -> new CommandLine(new ExplainVerb(session)));
    verbs.put("export", session -> new CommandLine(new ExportVerb(session)));
    verbs.put("nodes", session -> new CommandLine(new NodesVerb(session)));
    verbs.put("drain", session -> new CommandLine(new DrainVerb(session)));
    verbs.put("undrain", session -> new CommandLine(new UndrainVerb(session)));
    verbs.put("cancel", session -> new CommandLine(new CancelVerb(session)));
    verbs.put("retry", session -> new CommandLine(new RetryVerb(session)));
    verbs.put("pause", session -> new CommandLine(new PauseVerb(session)));
    verbs.put("resume", session -> new CommandLine(new ResumeVerb(session)));
    verbs.put("set", session -> new CommandLine(new SetVerb(session)));
    verbs.put("remove", session -> new CommandLine(new RemoveVerb(session)));
    verbs.put("top", session -> new CommandLine(new TopVerb(session)));
    verbs.put("manager", session -> new CommandLine(new ManagerVerb(session)));
    verbs.put("open", session -> new CommandLine(new OpenVerb(session)));
    verbs.put("node", Verbs::node);
    verbs.put("config", Verbs::config);
    verbs.put("doctor", session -> new CommandLine(new DoctorVerb(session)));
    verbs.put("migrate", session -> new CommandLine(new MigrateVerb(session)));
    verbs.put("bench", session -> new CommandLine(new BenchVerb(session)));
    verbs.put("completion", session -> new CommandLine(new CompletionVerb(session)));
    verbs.put("version", session -> new CommandLine(new VersionVerb(session)));
    return verbs;
  }

  private static CommandLine node(Session session) {
    return new CommandLine(new NodeVerb(session)).addSubcommand(new DeploySshVerb(session));
  }

  private static CommandLine config(Session session) {
    ConfigVerb config = new ConfigVerb(session);
    return new CommandLine(config).addSubcommand(config.new Check());
  }
}
