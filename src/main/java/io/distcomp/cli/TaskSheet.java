package io.distcomp.cli;

import io.vertx.core.json.JsonObject;

/** A form in which tasks are exported. Used by {@link ExportVerb}, task by task. */
interface TaskSheet {

  /**
   * Adds a task.
   *
   * @throws java.io.UncheckedIOException when it cannot be written
   */
  void write(JsonObject task);
}
