package io.distcomp.chaos;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/**
 * One command as a {@link RespProxy} saw it pass. Immutable.
 *
 * @param name in upper case
 * @param words how many it has, the name included
 * @param first the first argument, or empty
 */
record RespRequest(String name, long words, String first) {

  static RespRequest of(RespReader reader) {
    List<String> elements = reader.elements();
    return new RespRequest(
        elements.isEmpty() ? "" : elements.get(0).toUpperCase(Locale.ROOT),
        reader.size(),
        elements.size() < 2 ? "" : utf8(elements.get(1)));
  }

  private static String utf8(String bytes) {
    return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }

  /** The commands of this name. */
  static Predicate<RespRequest> named(String name) {
    return request -> request.name().equals(name);
  }

  /** The calls of this verb of the queue, such as {@code claim}. */
  static Predicate<RespRequest> verb(String verb) {
    QueueVerbs.mustExist(verb);
    return request -> QueueVerbs.of(request).equals(verb);
  }

  /** Answered once for each channel, not once. */
  boolean isSubscription() {
    return name.endsWith("SUBSCRIBE");
  }
}
