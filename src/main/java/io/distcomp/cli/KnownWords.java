package io.distcomp.cli;

import io.distcomp.task.Outcome;
import io.distcomp.task.TaskState;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * An option's value that is one of some words of the API: checked before a node is asked, and
 * offered by shells. Each subclass is one set of words; made by picocli.
 */
abstract class KnownWords implements ITypeConverter<String>, Iterable<String> {

  private final List<String> words;

  KnownWords(List<String> words) {
    this.words = words;
  }

  @Override
  public final Iterator<String> iterator() {
    return words.iterator();
  }

  @Override
  public final String convert(String text) {
    if (!words.contains(text)) {
      throw new TypeConversionException(Suggestions.instead(text, words));
    }
    return text;
  }

  /** Where a task stands. */
  static final class States extends KnownWords {
    States() {
      super(Arrays.stream(TaskState.values()).map(TaskState::word).toList());
    }
  }

  /** How an attempt ended. */
  static final class Outcomes extends KnownWords {
    Outcomes() {
      super(Arrays.stream(Outcome.Kind.values()).map(Outcome.Kind::word).toList());
    }
  }
}
