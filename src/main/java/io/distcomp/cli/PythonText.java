package io.distcomp.cli;

import io.vertx.core.json.JsonObject;
import java.util.Locale;

/** Lines as the Python tool printed them, harmless on a terminal. Pure; used by {@code manager}. */
final class PythonText {

  private static final String RULE = "##".repeat(24);

  private PythonText() {}

  /**
   * {@code task_type: shell, priority: 5, min_dram_gb: 8, require_cpu_core: 2, task_params: ls}.
   */
  static String task(JsonObject task) {
    return Escape.line(
        "task_type: %s, priority: %d, min_dram_gb: %s, require_cpu_core: %s, task_params: %s"
            .formatted(
                text(task, "type"),
                Json.number(task, "priority"),
                Wording.decimal(Json.decimal(task, "mem_gb")),
                Wording.decimal(Json.decimal(task, "cpus")),
                text(task, "command")));
  }

  /** A task and what is known of it. */
  static String with(String task, String more) {
    return task + ":         " + more;
  }

  static String heading(String words) {
    return RULE + words + RULE;
  }

  /** A text as json.dumps writes it, stripped first. */
  static String quoted(String text) {
    return Escape.line(io.vertx.core.json.Json.encode(text.strip()));
  }

  /** Two decimals, as in the columns of workers. */
  static String amount(double number) {
    return String.format(Locale.ROOT, "%.2f", number);
  }

  private static String text(JsonObject task, String field) {
    return Json.text(task, field, "");
  }
}
