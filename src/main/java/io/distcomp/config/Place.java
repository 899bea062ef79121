package io.distcomp.config;

import com.fasterxml.jackson.core.JsonLocation;
import java.util.Comparator;

/**
 * A line and a column of the conf file, both from 1. Used wherever a mistake is found; {@link
 * #NONE} stands for the file as a whole.
 */
record Place(int line, int column) implements Comparable<Place> {

  static final Place NONE = new Place(0, 0);

  private static final Comparator<Place> ORDER =
      Comparator.comparingInt(Place::line).thenComparingInt(Place::column);

  static Place of(JsonLocation location) {
    return new Place(location.getLineNr(), location.getColumnNr());
  }

  /** The place of a character; an offset behind the end means the end. */
  static Place of(CharSequence text, int offset) {
    int line = 1;
    int start = 0;
    int end = Math.max(0, Math.min(offset, text.length()));
    for (int i = 0; i < end; i++) {
      if (text.charAt(i) == '\n') {
        line++;
        start = i + 1;
      }
    }
    return new Place(line, end - start + 1);
  }

  @Override
  public int compareTo(Place other) {
    return ORDER.compare(this, other);
  }
}
