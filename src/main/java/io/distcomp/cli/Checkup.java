package io.distcomp.cli;

import io.vertx.core.json.JsonObject;
import java.util.Locale;

/**
 * One thing that {@code doctor} looked at. Immutable.
 *
 * @param advice what to do; empty when nothing is to be done
 */
record Checkup(String what, Verdict verdict, String found, String advice) {

  /** How it is. */
  enum Verdict {
    OK,
    /** Works, and may not always. */
    WARNING,
    FAULT;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static Checkup ok(String what, String found) {
    return new Checkup(what, Verdict.OK, found, "");
  }

  static Checkup warning(String what, String found, String advice) {
    return new Checkup(what, Verdict.WARNING, found, advice);
  }

  static Checkup fault(String what, String found, String advice) {
    return new Checkup(what, Verdict.FAULT, found, advice);
  }

  boolean isFault() {
    return verdict == Verdict.FAULT;
  }

  JsonObject json() {
    return new JsonObject()
        .put("check", what)
        .put("verdict", verdict.word())
        .put("found", found)
        .put("advice", advice);
  }
}
