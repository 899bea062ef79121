package io.distcomp.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * A started server as the next start of the same data_dir must find it: one line of pid, host, port
 * and the password in hex. For this package only.
 */
record ServerState(long pid, Endpoint endpoint) {

  private static final Pattern FORM =
      Pattern.compile("(\\d{1,18}) (\\S+) (\\d{1,5}) ((?:[0-9a-f]{2})+)");

  /** Nothing for a text of another form: such a file is as good as none. */
  static Optional<ServerState> parse(String text) {
    return Optional.of(FORM.matcher(text)).filter(m -> m.matches()).map(ServerState::of);
  }

  private static ServerState of(MatchResult match) {
    String password = new String(HexFormat.of().parseHex(match.group(4)), UTF_8);
    Endpoint endpoint = new Endpoint(match.group(2), Integer.parseInt(match.group(3)), password);
    return new ServerState(Long.parseLong(match.group(1)), endpoint);
  }

  String toText() {
    String password = HexFormat.of().formatHex(endpoint.password().getBytes(UTF_8));
    return pid + " " + endpoint.host() + " " + endpoint.port() + " " + password;
  }

  @Override
  public String toString() {
    return "redis-server " + pid + " at " + endpoint;
  }
}
