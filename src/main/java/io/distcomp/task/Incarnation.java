package io.distcomp.task;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * One start of a node: 64 random bits as 16 hex digits. Part of every token, so that an attempt
 * number handed out twice (Redis lost its tail) still names two different executions.
 */
public record Incarnation(String value) {

  private static final Pattern FORM = Pattern.compile("[0-9a-f]{16}");

  public Incarnation {
    if (!FORM.matcher(value).matches()) {
      throw new IllegalArgumentException("incarnation '" + value + "' is not 16 hex digits");
    }
  }

  public static Incarnation random(SecureRandom random) {
    byte[] bits = new byte[8];
    random.nextBytes(bits);
    return new Incarnation(HexFormat.of().formatHex(bits));
  }

  @Override
  public String toString() {
    return value;
  }
}
