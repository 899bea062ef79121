package io.distcomp.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Collects the mistakes of one reading of one file. Belongs to that reading; not shared between
 * threads.
 */
final class MistakeList {
  static final String CODE = "E_CONF";

  private static final Comparator<ConfigMistake> ORDER =
      Comparator.comparing(m -> new Place(m.line(), m.column()));

  private final String file;
  private final List<ConfigMistake> found = new ArrayList<>();

  MistakeList(String file) {
    this.file = file;
  }

  String file() {
    return file;
  }

  void add(Place place, String message) {
    found.add(new ConfigMistake(file, place.line(), place.column(), message));
  }

  /** For a fault that makes further reading useless. */
  ConfigException only(String message) {
    return only(Place.NONE, message);
  }

  ConfigException only(Place place, String message) {
    add(place, message);
    return exception();
  }

  void throwIfAny() throws ConfigException {
    if (!found.isEmpty()) {
      throw exception();
    }
  }

  private ConfigException exception() {
    found.sort(ORDER);
    return new ConfigException(CODE, found);
  }
}
