package io.distcomp.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The values of one conf file while its rules are checked. Belongs to one reading; the sections ask
 * it for values and tell it what is wrong with them.
 */
final class Draft {
  private final MistakeList mistakes;
  private final Path directory;
  private final Machine machine;
  private final Map<String, JsonValue> given = new LinkedHashMap<>();
  private final Map<String, Place> names = new LinkedHashMap<>();
  private final Set<String> broken = new HashSet<>();
  private final List<String> warnings = new ArrayList<>();

  Draft(MistakeList mistakes, Path directory, Machine machine) {
    this.mistakes = mistakes;
    this.directory = directory;
    this.machine = machine;
  }

  Machine machine() {
    return machine;
  }

  Path directory() {
    return directory;
  }

  List<String> warnings() {
    return List.copyOf(warnings);
  }

  /** The keys that have a value of their own. */
  Map<String, JsonValue> given() {
    return Map.copyOf(given);
  }

  void put(JsonDocument.Entry entry) {
    Key<?> key = Keys.named(entry.name());
    Place first = names.putIfAbsent(entry.name(), entry.place());
    if (first != null) {
      mistakes.add(
          entry.place(),
          JsonValue.quote(entry.name()) + " is there twice, first in line " + first.line());
    } else if (key == null) {
      mistakes.add(entry.place(), unknown(entry.name()));
    } else if (entry.value().kind() != JsonValue.Kind.NULL || !key.takesNull()) {
      put(key, entry.value());
    }
  }

  private void put(Key<?> key, JsonValue value) {
    given.put(key.name(), value);
    if (key.type().reader().read(value) == null) {
      String found = Secrets.isSecret(key) ? "" : ", not " + value.quoted();
      mistake(key, "must be " + key.type().expected() + found);
    } else if (value.kind() == JsonValue.Kind.TEXT && key.type().quotedNumbers()) {
      warn(key, "is a number and is better written without quotes");
    }
  }

  private static String unknown(String name) {
    String unknown = "unknown key " + JsonValue.quote(name);
    return Suggestion.of(name, Keys.names())
        .map(k -> unknown + "; did you mean " + JsonValue.quote(k) + "?")
        .orElse(unknown + "; docs/configuration.md lists all keys");
  }

  /** What the file says; null when it says nothing, or nothing that fits. */
  <T> @Nullable T find(Key<T> key) {
    JsonValue value = given.get(key.name());
    return value == null ? null : key.type().reader().read(value);
  }

  /** What the file says, or the default of a key that has one. */
  <T> T get(Key<T> key) {
    T found = find(key);
    return found == null ? Objects.requireNonNull(key.fallback(), key.name()) : found;
  }

  int number(Key<Long> key) {
    return Math.toIntExact(get(key));
  }

  boolean isGiven(Key<?> key) {
    return given.containsKey(key.name());
  }

  /**
   * A mistake at a key's value. It is dropped when the key or one that the rule also looks at is
   * broken already: the rule would then be judged by a default that the user did not mean.
   */
  void mistake(Key<?> key, String message, Key<?>... alsoLookedAt) {
    if (broken.contains(key.name())
        || Arrays.stream(alsoLookedAt).anyMatch(k -> broken.contains(k.name()))) {
      return;
    }
    broken.add(key.name());
    mistakes.add(place(key), key.name() + " " + message);
  }

  void warn(Key<?> key, String message) {
    Place place = place(key);
    warnings.add(
        new ConfigMistake(mistakes.file(), place.line(), place.column(), key.name() + " " + message)
            .toString());
  }

  private Place place(Key<?> key) {
    JsonValue value = given.get(key.name());
    return value == null ? Place.NONE : value.place();
  }

  /** The absolute path that a key names; null when it names none, or one that cannot be. */
  @Nullable Path findPath(Key<String> key) {
    String text = find(key);
    return text == null ? null : resolve(key, text);
  }

  /** As {@link #findPath}, with a default; a path that cannot be is a mistake and gives it too. */
  Path path(Key<String> key, Path fallback) {
    return Objects.requireNonNullElse(findPath(key), fallback);
  }

  /** A default below {@code ~}; a mistake when nobody knows where that is. */
  Path pathBelowHome(Key<String> key, String relative) {
    Path found = findPath(key);
    if (found != null) {
      return found;
    }
    Path home = machine.home();
    if (home == null) {
      mistake(key, "must be given: the default needs HOME to be an absolute path");
    }
    return Objects.requireNonNullElse(home, directory).resolve(relative);
  }

  private @Nullable Path resolve(Key<String> key, String text) {
    try {
      return text.equals("~") || text.startsWith("~/")
          ? belowHome(key, text.substring(1))
          : belowDirectory(key, text);
    } catch (InvalidPathException e) {
      mistake(key, "is not a path: " + e.getReason());
      return null;
    }
  }

  private @Nullable Path belowHome(Key<String> key, String rest) {
    Path home = machine.home();
    if (home == null) {
      mistake(key, "begins with ~, and HOME is not an absolute path");
      return null;
    }
    return home.resolve(rest.replaceFirst("^/+", "")).normalize();
  }

  private @Nullable Path belowDirectory(Key<String> key, String text) {
    if (text.startsWith("~")) {
      mistake(key, "begins with ~; only ~/ is known, or write ./" + JsonValue.escape(text));
      return null;
    }
    return directory.resolve(text).normalize();
  }
}
