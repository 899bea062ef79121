package io.distcomp.cli;

/**
 * Which lines {@code manager} shows. Pure; an empty text asks for nothing.
 *
 * @param include has to be in the line
 * @param exclude must not be in it
 */
record LineFilter(String include, String exclude) {

  boolean passes(String line) {
    return (include.isEmpty() || line.contains(include))
        && (exclude.isEmpty() || !line.contains(exclude));
  }
}
