package io.distcomp.config;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Every mistake of a configuration, found in one reading. Thrown by {@link ConfigFile} only; the
 * command line prints it and exits with {@link #EXIT_CODE}.
 */
public final class ConfigException extends Exception {

  /** The exit code of any fault of the configuration. */
  public static final int EXIT_CODE = 78;

  private static final long serialVersionUID = 1;
  private static final int SHOWN = 100;

  private final String code;
  private final transient List<ConfigMistake> mistakes;

  ConfigException(String code, List<ConfigMistake> mistakes) {
    super(text(mistakes));
    this.code = code;
    this.mistakes = List.copyOf(mistakes);
  }

  /** In the manner of {@code E_CONF}. */
  public String code() {
    return code;
  }

  /** In the order of the file. */
  public List<ConfigMistake> mistakes() {
    return mistakes;
  }

  private static String text(List<ConfigMistake> mistakes) {
    String lines =
        mistakes.stream()
            .limit(SHOWN)
            .map(ConfigMistake::toString)
            .collect(Collectors.joining("\n"));
    int hidden = mistakes.size() - SHOWN;
    return hidden > 0 ? lines + "\nand " + hidden + " more" : lines;
  }
}
