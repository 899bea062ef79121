package io.distcomp.taskfile;

/**
 * How much one submission may hold. Private to this package; only tests use other numbers than
 * {@link #STANDARD}.
 *
 * @param bytes after decompression
 * @param lines lines of a text, or tasks of a JSON body
 */
record Limits(long bytes, long lines) {
  static final Limits STANDARD = new Limits(1L << 30, 5_000_000);
}
