package io.distcomp.cli;

/** How results are written. Chosen with {@code -o}. */
enum Format {
  /** For people. */
  TABLE,
  /** As the API answers. */
  JSON,
  /** Ids alone, one a line; nothing for a verb that changes something. */
  QUIET
}
