package io.distcomp.cli;

import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** The command line from its words to an exit code. Called once, by {@code main}. */
public final class Cli {

  /** Not the terminal's: to ask for that costs a process in each call. */
  private static final int HELP_WIDTH = 90;

  private final Session session;
  private final Root root = new Root();

  private Cli(Session session) {
    this.session = session;
  }

  /** Runs one command line. Errors are printed here and nowhere else. */
  public static int run(Session session, String... args) {
    return new Cli(session).execute(withVerb(args));
  }

  private int execute(String[] args) {
    CommandLine line = new CommandLine(root);
    Verbs.addTo(line, session, args.length == 0 ? "" : args[0]);
    line.setExpandAtFiles(false);
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setOut(writer(session.console().out()));
    line.setErr(writer(session.console().err()));
    line.setColorScheme(Help.defaultColorScheme(ansi()));
    line.setUsageHelpWidth(HELP_WIDTH);
    line.setParameterExceptionHandler((e, words) -> onUsage(e));
    line.setExecutionExceptionHandler(this::onFailure);
    return line.execute(args);
  }

  /**
   * {@code -conf FILE} alone is the oldest way to start a node; {@code help VERB} asks for help.
   */
  private static String[] withVerb(String[] args) {
    String first = args.length == 0 ? "" : args[0];
    if (first.equals("-conf") || first.startsWith("-conf=")) {
      return Stream.concat(Stream.of("node"), Arrays.stream(args)).toArray(String[]::new);
    }
    return first.equals("help")
        ? Stream.concat(Arrays.stream(args).skip(1), Stream.of("--help")).toArray(String[]::new)
        : args;
  }

  private int onUsage(ParameterException e) {
    String name = e.getCommandLine().getCommandSpec().qualifiedName();
    session.console().error(Escape.line(UsageFault.words(e)));
    session.console().err().println("See: " + name + " --help");
    return ExitCode.USAGE;
  }

  private int onFailure(Exception e, CommandLine line, ParseResult parsed) {
    if (isDebug()) {
      e.printStackTrace(session.console().err());
    }
    if (e instanceof CliException told) {
      return failed(told.exitCode(), String.valueOf(told.getMessage()));
    }
    if (e instanceof NodeStartException told) {
      return failed(told.exitCode(), String.valueOf(told.getMessage()));
    }
    if (e instanceof ConfigSource.Fault told) {
      return failed(ExitCode.BAD_CONFIG, String.valueOf(told.getMessage()));
    }
    return failed(
        ExitCode.INTERNAL,
        "this is a fault of distcomp: " + e + "; with --debug it shows where it happened");
  }

  private int failed(int exitCode, String message) {
    session.console().error(message);
    return exitCode;
  }

  private boolean isDebug() {
    String value = session.caller().variable("DISTCOMP_DEBUG");
    return root.debug || (value != null && !value.equals("0"));
  }

  private Help.Ansi ansi() {
    Console console = session.console();
    return console.outIsTerminal() && console.colour() ? Help.Ansi.ON : Help.Ansi.OFF;
  }

  private static PrintWriter writer(PrintStream stream) {
    return new PrintWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), true);
  }
}
