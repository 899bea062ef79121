package io.distcomp.cli;

import java.util.StringJoiner;
import java.util.stream.StreamSupport;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Completion for fish, which picocli does not know. Pure; used by {@link CompletionVerb}. */
final class FishCompletion {

  private static final String DEFAULT = " \\(default: \\$\\{[^}]*\\}\\)";

  private FishCompletion() {}

  /** A script for a program and the verbs of its first level. */
  static String script(String program, CommandLine root) {
    StringBuilder script = new StringBuilder();
    root.getSubcommands()
        .forEach(
            (name, verb) -> {
              script.append(verb(program, name, verb.getCommandSpec()));
              verb.getCommandSpec()
                  .options()
                  .forEach(option -> script.append(option(program, name, option)));
            });
    return script.toString();
  }

  private static String verb(String program, String name, CommandSpec verb) {
    return "complete -c "
        + program
        + " -n __fish_use_subcommand -a "
        + name
        + description(verb.usageMessage().description())
        + "\n";
  }

  private static String option(String program, String verb, OptionSpec option) {
    StringJoiner line = new StringJoiner(" ");
    line.add("complete -c " + program + " -n '__fish_seen_subcommand_from " + verb + "'");
    for (String name : option.names()) {
      line.add(named(name));
    }
    if (option.arity().max() > 0) {
      line.add("-r").add(candidates(option));
    }
    return line.toString().stripTrailing() + description(option.description()) + "\n";
  }

  /** {@code -l} is a long name, {@code -s} a letter, {@code -o} a long name behind one dash. */
  private static String named(String name) {
    if (name.startsWith("--")) {
      return "-l " + name.substring(2);
    }
    return (name.length() == 2 ? "-s " : "-o ") + name.substring(1);
  }

  private static String candidates(OptionSpec option) {
    if (option.completionCandidates() == null) {
      return "";
    }
    return StreamSupport.stream(option.completionCandidates().spliterator(), false)
        .collect(java.util.stream.Collectors.joining(" ", "-f -a '", "'"));
  }

  private static String description(String[] lines) {
    String text = lines.length == 0 ? "" : lines[0].replaceAll(DEFAULT + "|\\.$", "");
    return text.isEmpty() ? "" : " -d '" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }
}
