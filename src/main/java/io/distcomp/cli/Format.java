package io.distcomp.cli;

import java.util.Locale;

/** How results are written. Chosen with {@code -o}. */
enum Format {
  /** For people. */
  TABLE,
  /** As the API answers. */
  JSON,
  /** Ids alone, one a line; nothing for a verb that changes something. */
  QUIET;

  /** As it is written after {@code -o}; shells complete it so. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
