package io.distcomp.cli;

import io.vertx.core.json.JsonObject;
import picocli.CommandLine.Command;

/** {@code distcomp open}. Made by {@link Verbs}. */
@Command(
    name = "open",
    description = {
      "Prints a link that opens the dashboard, logged in. It works once, for a short time.",
      "It is not handed to a browser by this program: other users could read it from there."
    },
    footer = {"%nExample:%n", "  distcomp open"})
final class OpenVerb extends Verb {

  OpenVerb(Session session) {
    super(session);
  }

  @Override
  public Integer call() {
    JsonObject answer = node().post("/login-codes");
    if (isJson()) {
      print(answer);
      return ExitCode.OK;
    }
    print(Escape.line(Json.text(answer, "url", "")));
    if (isTable() && answer.getValue("expires_s") != null) {
      session
          .console()
          .note("the link works once, within " + Json.number(answer, "expires_s") + " s");
    }
    return ExitCode.OK;
  }
}
