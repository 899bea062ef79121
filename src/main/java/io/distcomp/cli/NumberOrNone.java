package io.distcomp.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A setting that can be taken away. Pure; made by picocli.
 *
 * @param value null for {@code none}
 */
record NumberOrNone(@Nullable Integer value) {

  /** The value, which is no use below 1. */
  @Nullable Integer positive(String option) {
    return value == null ? null : Integer.valueOf(Options.positive(option, value));
  }

  /** For picocli. */
  static final class Converter implements ITypeConverter<NumberOrNone> {
    @Override
    public NumberOrNone convert(String text) {
      if (text.equals("none")) {
        return new NumberOrNone(null);
      }
      try {
        return new NumberOrNone(Integer.valueOf(text));
      } catch (NumberFormatException e) {
        throw new TypeConversionException("'" + text + "' is neither a number nor none");
      }
    }
  }
}
