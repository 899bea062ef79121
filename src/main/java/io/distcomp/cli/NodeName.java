package io.distcomp.cli;

import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The name of a node as the user writes it. Pure; safe to be part of a path. */
record NodeName(String text) {

  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");

  @Override
  public String toString() {
    return text;
  }

  /** For picocli. */
  static final class Converter implements ITypeConverter<NodeName> {
    @Override
    public NodeName convert(String text) {
      if (!FORM.matcher(text).matches()) {
        throw new TypeConversionException(
            "'" + text + "' is no name of a node; 'distcomp nodes' lists them");
      }
      return new NodeName(text);
    }
  }
}
