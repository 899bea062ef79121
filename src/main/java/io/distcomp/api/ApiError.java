package io.distcomp.api;

import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * What went wrong, as users see it. Immutable; made by whoever finds the fault.
 *
 * @param code in the manner of {@code E_TOKEN}
 * @param message what is wrong and where
 * @param path JSON pointer or name of a parameter, where there is one
 * @param hint what to do about it, where that is not plain
 */
record ApiError(String code, String message, @Nullable String path, @Nullable String hint) {

  private static final int LONGEST_QUOTE = 80;

  JsonObject toJson() {
    return new JsonObject()
        .put(
            "error",
            new JsonObject()
                .put("code", code)
                .put("message", message)
                .put("path", path)
                .put("hint", hint));
  }

  /** Foreign text for a message: at most 80 characters, control characters escaped. */
  static String quote(String text) {
    StringBuilder quoted = new StringBuilder("'");
    text.chars().limit(LONGEST_QUOTE).forEach(c -> append(quoted, (char) c));
    return quoted.append(text.length() > LONGEST_QUOTE ? "...'" : "'").toString();
  }

  private static void append(StringBuilder quoted, char c) {
    boolean plain = !Character.isISOControl(c) && Character.getType(c) != Character.FORMAT;
    quoted.append(plain ? String.valueOf(c) : String.format("\\x%02x", (int) c));
  }
}
