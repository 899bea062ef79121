package io.distcomp.cli;

import io.distcomp.task.JobId;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * All tasks that match, of one job or all, in one state or any: counted first, then changed if they
 * are still as many. Used by {@link ChangeVerb} alone.
 *
 * @param job null for all
 * @param state null for any
 */
record BulkChange(NodeClient node, TaskFilter filter, @Nullable JobId job, @Nullable String state) {

  private static final String MOVED = "E_MOVED";
  private static final int MOST_TRIES = 5;

  /**
   * Counts in as many calls as the node needs: a search goes on in each, and the last says how many
   * there are in all.
   */
  long count() {
    long count;
    String cursor = null;
    do {
      JsonObject step =
          node.get(filter.query(jobNumber(), state).with("cursor", cursor).of("/tasks/count"));
      count = Json.number(step, "count");
      cursor = step.getString("next_cursor");
    } while (cursor != null);
    return count;
  }

  /**
   * Changes them.
   *
   * @param call {@code cancel} or {@code retry}
   * @param expected how many were counted
   * @param exactly whether that number was agreed to, so that another one is an error
   * @return how many were changed
   */
  long make(String call, long expected, boolean exactly) {
    long present = expected;
    for (int tries = 1; ; tries++) {
      try {
        return Json.number(post(call, present), "count");
      } catch (CliException e) {
        if (exactly || tries == MOST_TRIES || !MOVED.equals(e.code())) {
          throw e;
        }
        present = count();
      }
    }
  }

  private JsonObject post(String call, long expected) {
    JsonObject body = filter.json(jobNumber(), state).put("expect", expected);
    return node.change("POST", "/tasks/" + call, body);
  }

  private @Nullable Long jobNumber() {
    return job == null ? null : job.value();
  }
}
