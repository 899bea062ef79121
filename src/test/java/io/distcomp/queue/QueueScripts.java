package io.distcomp.queue;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** How the scripts of the queue look on their way to Redis. For tests that watch that way. */
public final class QueueScripts {
  private QueueScripts() {}

  /** SHA-1 of what is sent to the verb in lower case. */
  public static Map<String, String> shas() {
    return Arrays.stream(Script.values())
        .collect(Collectors.toMap(Script::sha, QueueScripts::verb));
  }

  /** First line of each file, which is a comment, to the verb in lower case. */
  public static Map<String, String> firstComments() {
    return Arrays.stream(Script.values())
        .collect(Collectors.toMap(QueueScripts::firstComment, QueueScripts::verb));
  }

  /** As Redis names a script of this text. */
  public static String sha(String text) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-1").digest(text.getBytes(UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String verb(Script script) {
    return script.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static String firstComment(Script script) {
    String file = "/lua/" + verb(script) + "-" + script.keys() + ".lua";
    try (InputStream in = Script.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException("no " + file);
      }
      return new String(in.readAllBytes(), UTF_8).lines().findFirst().orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
