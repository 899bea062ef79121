package io.distcomp.queue;

import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.util.List;
import java.util.function.Function;

/**
 * One call of a script, by its hash or with its text. Made by the verbs, sent by {@link RedisLink};
 * immutable.
 */
record ScriptCall(Script script, List<String> keys, Function<Request, Request> arguments) {

  ScriptCall {
    if (keys.size() != script.keys()) {
      throw new IllegalArgumentException(script + " takes " + script.keys() + " keys");
    }
  }

  Request byHash() {
    return request(Command.EVALSHA, script.sha());
  }

  /** For a server that does not know the script yet. */
  Request byText() {
    return request(Command.EVAL, script.text());
  }

  private Request request(Command command, String body) {
    Request request = Request.cmd(command).arg(body).arg(keys.size());
    keys.forEach(request::arg);
    return arguments.apply(request);
  }
}
