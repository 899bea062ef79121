package io.distcomp.api;

import io.distcomp.task.JobId;
import io.distcomp.task.TaskId;

/** Reads ids of requests. Pure; a bad one is a 400. */
final class Ids {
  private Ids() {}

  private static final int LONGEST = 40;

  static JobId job(String text) {
    try {
      return JobId.parse(bounded(text));
    } catch (IllegalArgumentException e) {
      throw bad("job", text, "12");
    }
  }

  static TaskId task(String text) {
    try {
      return TaskId.parse(bounded(text));
    } catch (IllegalArgumentException e) {
      throw bad("task", text, "12.345");
    }
  }

  private static String bounded(String text) {
    if (text.length() > LONGEST) {
      throw new IllegalArgumentException("longer than any id");
    }
    return text;
  }

  private static ApiException bad(String what, String text, String example) {
    return ApiException.of(
        400, "E_ID", ApiError.quote(text) + " is not a " + what + " id, such as " + example, null);
  }
}
