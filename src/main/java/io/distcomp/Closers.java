package io.distcomp;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a program has opened, closed in reverse order; a failure is told and the rest is closed all
 * the same. Used by one thread at a time.
 */
final class Closers {

  private static final Logger LOG = LoggerFactory.getLogger(Closers.class);

  /** Something that can be closed. */
  @FunctionalInterface
  interface Closer {
    void close() throws Exception;
  }

  private record Entry(String what, Closer closer) {}

  private final Deque<Entry> entries = new ArrayDeque<>();

  void push(String what, Closer closer) {
    entries.push(new Entry(what, closer));
  }

  void closeAll() {
    while (!entries.isEmpty()) {
      Entry entry = entries.pop();
      try {
        entry.closer().close();
      } catch (Exception e) {
        if (e instanceof InterruptedException) {
          Thread.currentThread().interrupt();
        }
        LOG.warn("{} did not close: {}", entry.what(), e.toString());
      }
    }
  }
}
