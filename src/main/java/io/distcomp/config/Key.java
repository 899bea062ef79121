package io.distcomp.config;

import org.jspecify.annotations.Nullable;

/**
 * One key of the conf file. All of them are in {@link Keys}.
 *
 * @param fallback the default; null when there is none or it depends on the machine or other keys
 * @param shown the effective value, for people; null when it is not in the {@link Config}
 */
record Key<T>(String name, ValueType<T> type, @Nullable T fallback, Shown shown) {

  /** Finds the effective value of a key. */
  interface Shown {
    @Nullable Object of(Config config);
  }

  /** Null says the same as leaving the key out where there is no fixed default. */
  boolean takesNull() {
    return fallback == null || "".equals(fallback);
  }
}
