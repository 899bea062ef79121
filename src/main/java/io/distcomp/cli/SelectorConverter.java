package io.distcomp.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Reads a {@link Selector} for picocli. Each subclass is for verbs that take the same forms, and
 * names these alone when the text is none.
 */
abstract class SelectorConverter implements ITypeConverter<Selector> {

  private final String expected;

  SelectorConverter(String expected) {
    this.expected = expected;
  }

  @Override
  public final Selector convert(String text) {
    try {
      return Selector.parse(text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage() + "; expected " + expected);
    }
  }

  /** Jobs or tasks, as many as wanted. */
  static final class Anything extends SelectorConverter {
    Anything() {
      super("last, all, a job (3), a task (3.17) or a range (3.5-9)");
    }
  }

  /** Tasks, or one job for some of its tasks. */
  static final class TasksOrJob extends SelectorConverter {
    TasksOrJob() {
      super("last, a job (3), a task (3.17) or a range (3.5-9)");
    }
  }

  /** Whole jobs. */
  static final class Jobs extends SelectorConverter {
    Jobs() {
      super("last, all or a job (3)");
    }
  }

  /** One whole job. */
  static final class OneJob extends SelectorConverter {
    OneJob() {
      super("last or a job (3)");
    }
  }

  /** One task. */
  static final class OneTask extends SelectorConverter {
    OneTask() {
      super("a task (3.17)");
    }
  }

  /** Tasks whose output is wanted. */
  static final class TasksWithOutput extends SelectorConverter {
    TasksWithOutput() {
      super("a task (3.17), a range (3.5-9), or a job that has one task (3, last)");
    }
  }
}
