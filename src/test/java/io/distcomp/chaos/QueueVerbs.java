package io.distcomp.chaos;

import io.distcomp.queue.QueueScripts;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which verb of the queue a command is. Used by {@link RespRequest}; safe for use by many threads.
 * A script that a test has changed is learned from its text, when a node loads it, by its first
 * comment.
 */
final class QueueVerbs {

  private static final Map<String, String> BY_COMMENT = QueueScripts.firstComments();
  private static final Map<String, String> BY_SHA = new ConcurrentHashMap<>(QueueScripts.shas());

  private QueueVerbs() {}

  static void mustExist(String verb) {
    if (!BY_COMMENT.containsValue(verb)) {
      throw new IllegalArgumentException("no script " + verb + " among " + BY_COMMENT.values());
    }
  }

  /** Empty when it is none. */
  static String of(RespRequest request) {
    return switch (request.name()) {
      case "EVALSHA" -> BY_SHA.getOrDefault(request.first(), "");
      case "EVAL" -> BY_SHA.computeIfAbsent(QueueScripts.sha(request.first()), s -> read(request));
      default -> "";
    };
  }

  private static String read(RespRequest load) {
    return load.first()
        .lines()
        .filter(BY_COMMENT::containsKey)
        .findFirst()
        .map(BY_COMMENT::get)
        .orElse("");
  }
}
