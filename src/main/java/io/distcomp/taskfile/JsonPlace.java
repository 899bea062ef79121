package io.distcomp.taskfile;

import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Locale;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where and in what surroundings a command runs: its directory, environment and tags, as tasks and
 * jobs say them. Private to the readers of this package.
 */
final class JsonPlace {
  private static final Pattern ENV_NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
  private static final Pattern TAG = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");
  private static final int MAX_VARIABLES = 1000;
  private static final int MAX_TAGS = 64;

  /** The kernel takes 131,071 bytes in one variable, and a small number of such. */
  private static final int MAX_ENV_BYTES = 131_072;

  private static final int MAX_PATH_BYTES = 4095;

  private JsonPlace() {}

  static @Nullable String cwd(JsonCursor in) throws IOException {
    String cwd = in.cleanText("path");
    if (cwd == null) {
      return null;
    }
    if (!cwd.startsWith("/")) {
      in.mistake("E_CWD", Quote.of(cwd) + " is not an absolute path");
      return null;
    }
    int bytes = Commands.utf8Length(cwd);
    if (bytes > MAX_PATH_BYTES) {
      in.mistake("E_CWD", bytes + " bytes, limit " + MAX_PATH_BYTES + " in a path");
      return null;
    }
    return cwd;
  }

  static SortedSet<String> tags(JsonCursor in) throws IOException {
    SortedSet<String> tags = new TreeSet<>();
    if (in.isAt(JsonToken.VALUE_NULL)) {
      return tags;
    }
    if (!in.isAt(JsonToken.START_ARRAY)) {
      in.unexpected("an array of tags");
      return tags;
    }
    while (in.next() != JsonToken.END_ARRAY) {
      tag(in, tags);
    }
    return tags;
  }

  private static void tag(JsonCursor in, SortedSet<String> tags) throws IOException {
    if (!in.isAt(JsonToken.VALUE_STRING)) {
      in.unexpected("a tag");
      return;
    }
    String tag = String.valueOf(in.text());
    if (!TAG.matcher(tag).matches()) {
      in.mistake("E_TAG", Quote.of(tag) + " is not " + TAG);
    } else if (tags.size() == MAX_TAGS && !tags.contains(tag)) {
      in.mistake("E_TAG", "more than " + MAX_TAGS + " tags");
    } else {
      tags.add(tag);
    }
  }

  static SortedMap<String, String> env(JsonCursor in) throws IOException {
    Env env = new Env(in);
    if (in.isAt(JsonToken.START_OBJECT)) {
      env.read();
    } else if (!in.isAt(JsonToken.VALUE_NULL)) {
      in.unexpected("an object of texts");
    }
    return env.values;
  }

  /** One environment while it is read. */
  private static final class Env {
    private final JsonCursor in;
    private final SortedMap<String, String> values = new TreeMap<>();
    private int bytes;

    Env(JsonCursor in) {
      this.in = in;
    }

    void read() throws IOException {
      String name = in.nextName();
      while (name != null) {
        variable(name);
        name = in.nextName();
      }
    }

    private void variable(String name) throws IOException {
      String fault = fault(name);
      if (fault != null) {
        in.mistake("E_ENV_NAME", fault);
        in.skip();
      } else if (values.containsKey(name)) {
        in.mistake("E_DUPLICATE_KEY", "the variable " + Quote.of(name) + " comes twice");
        in.skip();
      } else if (in.isAt(JsonToken.VALUE_STRING)) {
        put(name, in.cleanText("variable"));
      } else {
        in.unexpected("text in quotes");
      }
    }

    private void put(String name, @Nullable String value) {
      if (value == null) {
        return;
      }
      bytes += name.length() + Commands.utf8Length(value) + 2;
      if (bytes > MAX_ENV_BYTES || values.size() == MAX_VARIABLES) {
        in.mistake(
            "E_RANGE",
            "an environment has at most "
                + MAX_VARIABLES
                + " variables and "
                + MAX_ENV_BYTES
                + " bytes");
        bytes = Math.min(bytes, MAX_ENV_BYTES);
      } else {
        values.put(name, value);
      }
    }

    private static @Nullable String fault(String name) {
      String upper = name.toUpperCase(Locale.ROOT);
      if (!ENV_NAME.matcher(name).matches()) {
        return Quote.of(name) + " is not " + ENV_NAME;
      }
      if (upper.startsWith("LD_") || upper.startsWith("DYLD_")) {
        return Quote.of(name) + " changes what every program loads; set it in the command";
      }
      return upper.startsWith("DISTCOMP_") ? Quote.of(name) + " is set by DistComp itself" : null;
    }
  }
}
