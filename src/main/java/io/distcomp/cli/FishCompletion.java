package io.distcomp.cli;

import java.util.Map;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Completion for fish, which picocli does not know. Pure; used by {@link CompletionVerb}. */
final class FishCompletion {

  private static final String DEFAULT = " \\(default: \\$\\{[^}]*\\}\\)";
  private static final String NO_VERB = "__fish_use_subcommand";
  private static final String SEEN = "__fish_seen_subcommand_from ";
  private static final String NO_FILES = "-f";

  private final String program;
  private final StringBuilder script = new StringBuilder();

  private FishCompletion(String program) {
    this.program = program;
  }

  /** A script for a program, its verbs, and theirs. */
  static String script(String program, CommandLine root) {
    FishCompletion completion = new FishCompletion(program);
    completion.line(NO_VERB, NO_FILES, "");
    root.getCommandSpec().options().stream()
        .filter(CompletionModel::isFile)
        .forEach(option -> completion.option(NO_VERB, option));
    completion.verbs(NO_VERB, root.getSubcommands());
    root.getSubcommands().forEach(completion::verb);
    return completion.script.toString();
  }

  private void verbs(String when, Map<String, CommandLine> verbs) {
    verbs.forEach(
        (name, verb) ->
            line(
                when,
                "-a " + name,
                description(verb.getCommandSpec().usageMessage().description())));
  }

  private void verb(String name, CommandLine verb) {
    CommandSpec spec = verb.getCommandSpec();
    Map<String, CommandLine> below = verb.getSubcommands();
    String seen = SEEN + name;
    String when =
        below.isEmpty()
            ? "'" + seen + "'"
            : "'" + seen + "; and not " + SEEN + String.join(" ", below.keySet()) + "'";
    if (spec.positionalParameters().stream().noneMatch(CompletionModel::isFile)) {
      line(when, NO_FILES, "");
    }
    spec.positionalParameters().stream()
        .map(FishCompletion::candidates)
        .filter(words -> words != null)
        .forEach(words -> line(when, "-a '" + words + "'", ""));
    verbs(when, below);
    spec.options().forEach(option -> option(when, option));
    below.forEach(this::verb);
  }

  private void option(String when, OptionSpec option) {
    StringJoiner words = new StringJoiner(" ");
    for (String name : option.names()) {
      words.add(named(name));
    }
    if (option.arity().max() > 0) {
      words.add("-r").add(values(option));
    }
    line(when, words.toString(), description(option.description()));
  }

  private void line(String when, String words, String description) {
    script
        .append("complete -c " + program + " -n " + when + " " + words + description)
        .append('\n');
  }

  /** {@code -l} is a long name, {@code -s} a letter, {@code -o} a long name behind one dash. */
  private static String named(String name) {
    if (name.startsWith("--")) {
      return "-l " + name.substring(2);
    }
    return (name.length() == 2 ? "-s " : "-o ") + name.substring(1);
  }

  /** Files where a file is meant, also behind a verb that takes none itself. */
  private static String values(OptionSpec option) {
    String words = candidates(option);
    if (words == null) {
      return CompletionModel.isFile(option) ? "-F" : NO_FILES;
    }
    return NO_FILES + " -a '" + words + "'";
  }

  private static @Nullable String candidates(ArgSpec argument) {
    Iterable<String> words = argument.completionCandidates();
    return words == null
        ? null
        : StreamSupport.stream(words.spliterator(), false).collect(Collectors.joining(" "));
  }

  private static String description(String[] lines) {
    String text = lines.length == 0 ? "" : lines[0].replaceAll(DEFAULT + "|\\.$", "");
    return text.isEmpty() ? "" : " -d '" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }
}
