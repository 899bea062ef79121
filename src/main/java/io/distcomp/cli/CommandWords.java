package io.distcomp.cli;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.Collectors;

/** One command given as words on the command line. Pure; used by {@code submit}. */
final class CommandWords {

  private CommandWords() {}

  static Submission submission(List<String> words) {
    JsonObject task = new JsonObject().put("command", line(words));
    return Submission.ofJson(new JsonObject().put("tasks", new JsonArray().add(task)).toBuffer());
  }

  /** A single word is a line for the shell; several reach the command as they are. */
  static String line(List<String> words) {
    return words.size() == 1
        ? words.get(0)
        : words.stream().map(CommandWords::quoted).collect(Collectors.joining(" "));
  }

  private static String quoted(String word) {
    return word.matches("[A-Za-z0-9_@%+=:,./-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
