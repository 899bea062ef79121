package io.distcomp.cli;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** Turns an answer that is no success into words and an exit code. Used by {@link NodeClient}. */
final class Refusal {

  private final Target target;
  private final boolean tokenWasSent;

  Refusal(Target target, boolean tokenWasSent) {
    this.target = target;
    this.tokenWasSent = tokenWasSent;
  }

  CliException of(int status, String body) {
    JsonObject error = error(body);
    if (error == null) {
      return CliException.unavailable(
          target.url()
              + " answers (HTTP "
              + status
              + ") but not as a DistComp node; name the node with --url");
    }
    return new CliException(exitCode(status), message(status, error), Json.text(error, "code", ""));
  }

  private static int exitCode(int status) {
    return switch (status) {
      case 401, 403, 421 -> ExitCode.NOT_ALLOWED;
      case 413, 415 -> ExitCode.BAD_FILE;
      case 429 -> ExitCode.UNAVAILABLE;
      default -> status >= 500 ? ExitCode.UNAVAILABLE : ExitCode.USAGE;
    };
  }

  private String message(int status, JsonObject error) {
    String said = Escape.line(error.getString("message", "HTTP " + status));
    String hint = error.getString("hint");
    return switch (status) {
      case 401, 403 -> said + ". " + tokenAdvice();
      case 500, 503 -> "the node " + target.url() + " says: " + said + withHint(hint);
      default -> said + withHint(hint);
    };
  }

  private static String withHint(@Nullable String hint) {
    return hint == null ? "" : ". " + Escape.line(hint);
  }

  private String tokenAdvice() {
    return tokenWasSent
        ? "The token was read from "
            + target.tokenFile()
            + "; name the file of the node "
            + target.url()
            + " with --token-file"
        : "The node "
            + target.url()
            + " wants a token and there is none in "
            + target.tokenFile()
            + "; name its file with --token-file";
  }

  private static @Nullable JsonObject error(String body) {
    try {
      return new JsonObject(body).getJsonObject("error");
    } catch (DecodeException | ClassCastException e) {
      return null;
    }
  }
}
