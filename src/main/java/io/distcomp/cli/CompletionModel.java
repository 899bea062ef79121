package io.distcomp.cli;

import java.io.File;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * The command line as shells have to know it. Made by {@link CompletionVerb}, never parsed with.
 */
final class CompletionModel {

  private static final Set<String> FILES = Set.of("FILE", "DIR");

  private CompletionModel() {}

  static CommandLine of(Session session) {
    CommandLine root = new CommandLine(new Root());
    Verbs.addTo(root, session, "");
    // The oldest way to start a node has no verb; the parser sees it with one.
    root.getCommandSpec()
        .addOption(
            OptionSpec.builder("-conf")
                .paramLabel("FILE")
                .arity("1")
                .type(File.class)
                .description("Start a node with this configuration.")
                .build());
    retype(root);
    return root;
  }

  /** Whether shells should offer the names of files for it. */
  static boolean isFile(ArgSpec argument) {
    return FILES.contains(argument.paramLabel());
  }

  /** The types tell the generator what it has to offer; ours tell how the text is read. */
  private static void retype(CommandLine line) {
    CommandSpec spec = line.getCommandSpec();
    for (OptionSpec option : List.copyOf(spec.options())) {
      Class<?> type = offered(option);
      if (type != null) {
        spec.remove(option);
        spec.addOption(copy(option, type));
      }
    }
    for (PositionalParamSpec parameter : List.copyOf(spec.positionalParameters())) {
      Class<?> type = offered(parameter);
      if (type != null) {
        spec.remove(parameter);
        spec.addPositional(copy(parameter, type));
      }
    }
    line.getSubcommands().values().forEach(CompletionModel::retype);
  }

  /** The builder's own copy would keep the type of the field. */
  private static OptionSpec copy(OptionSpec option, Class<?> type) {
    return OptionSpec.builder(option.names())
        .paramLabel(option.paramLabel())
        .arity(option.arity())
        .type(type)
        .completionCandidates(option.completionCandidates())
        .description(option.description())
        .build();
  }

  private static PositionalParamSpec copy(PositionalParamSpec parameter, Class<?> type) {
    return PositionalParamSpec.builder()
        .paramLabel(parameter.paramLabel())
        .index(parameter.index())
        .arity(parameter.arity())
        .type(type)
        .build();
  }

  /** Null where the type is right; a switch with a value is none for the generator. */
  private static @Nullable Class<?> offered(ArgSpec argument) {
    if (isFile(argument)) {
      return File.class;
    }
    return argument.type() == boolean.class && argument.arity().min() > 0 ? String.class : null;
  }
}
