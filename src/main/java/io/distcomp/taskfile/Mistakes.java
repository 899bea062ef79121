package io.distcomp.taskfile;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The mistakes of one submission: the first ones in full, the rest as a number. Private to the
 * readers of this package.
 */
final class Mistakes {
  private final List<Mistake> kept = new ArrayList<>();
  private long count;

  void add(long line, String code, String message) {
    add(line, code, message, null);
  }

  void add(long line, String code, String message, @Nullable String path) {
    count++;
    if (kept.size() < TaskFile.MAX_MISTAKES) {
      kept.add(new Mistake(line, code, message, path));
    }
  }

  long count() {
    return count;
  }

  List<Mistake> list() {
    return List.copyOf(kept);
  }
}
