package io.distcomp.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says what is wrong with a command line, in our words. Pure; used by {@link Cli} alone. */
final class UsageFault {

  private UsageFault() {}

  static String words(ParameterException e) {
    if (e instanceof UnmatchedArgumentException unmatched) {
      return unmatched(unmatched);
    }
    ArgSpec argument = e.getArgSpec();
    if (argument == null || !(e.getCause() instanceof TypeConversionException reason)) {
      return String.valueOf(e.getMessage());
    }
    String said = value(argument, e.getValue(), String.valueOf(reason.getMessage()));
    return argument instanceof OptionSpec option ? option.longestName() + ": " + said : said;
  }

  /** The parser lists the names of constants, and speaks of types. */
  private static String value(ArgSpec argument, String value, String reason) {
    if (argument.type().isEnum()) {
      return Suggestions.instead(value, constants(argument.type()));
    }
    return reason.replaceAll("is not an? (int|long|Integer|Long)$", "is not a whole number");
  }

  private static List<String> constants(Class<?> type) {
    return Arrays.stream(type.getEnumConstants())
        .map(constant -> constant.toString().toLowerCase(Locale.ROOT))
        .toList();
  }

  private static String unmatched(UnmatchedArgumentException e) {
    String word = e.getUnmatched().get(0);
    if (e.isUnknownOption()) {
      return "unknown option '" + word + "'" + advice(word, e.getCommandLine(), true);
    }
    return refusal(word, e.getCommandLine())
        .orElseGet(
            () -> "unexpected word '" + word + "'" + advice(word, e.getCommandLine(), false));
  }

  /** A list of words ends for the parser at the first that cannot be read; it forgets why. */
  private static Optional<String> refusal(String word, CommandLine line) {
    return line.getCommandSpec().positionalParameters().stream()
        .flatMap(parameter -> Stream.of(parameter.converters()))
        .flatMap(converter -> refusal(word, converter).stream())
        .findFirst();
  }

  private static Optional<String> refusal(String word, ITypeConverter<?> converter) {
    try {
      Object unused = converter.convert(word);
      return Optional.empty();
    } catch (TypeConversionException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    } catch (Exception e) {
      return Optional.empty();
    }
  }

  private static String advice(String word, CommandLine line, boolean isOption) {
    Set<String> known = known(line, isOption);
    return word.matches("--?conf") && known.contains("--url")
        ? "; this verb talks to a node that runs, and --url says to which"
        : Suggestions.closest(word, known).map(close -> "; did you mean " + close + "?").orElse("");
  }

  private static Set<String> known(CommandLine line, boolean isOption) {
    if (!isOption) {
      return line.getSubcommands().keySet();
    }
    Set<String> options = new TreeSet<>(line.getCommandSpec().optionsMap().keySet());
    if (line.getParent() == null) {
      options.add("-conf");
    }
    return options;
  }
}
