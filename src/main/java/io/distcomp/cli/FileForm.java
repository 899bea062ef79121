package io.distcomp.cli;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.zip.GZIPInputStream;

/**
 * In which form a task file is, told from its name and its first bytes. Pure; used by {@link
 * Submission} alone.
 *
 * @param isGzip whether the bytes are sent as they are with {@code Content-Encoding: gzip}
 */
record FileForm(String contentType, boolean isGzip) {

  static final String TEXT = "text/plain";
  static final String JSON = "application/json";
  static final String NDJSON = "application/x-ndjson";

  /** How many first bytes are worth knowing. */
  static final int HEAD = 16_384;

  private static final int GZIP_MAGIC = 0x1f8b;

  static FileForm of(String fileName, byte[] head) {
    boolean isGzip = head.length > 1 && ((head[0] & 0xff) << 8 | (head[1] & 0xff)) == GZIP_MAGIC;
    String name = fileName.toLowerCase(Locale.ROOT).replaceAll("\\.gz$", "");
    return new FileForm(contentType(name, text(isGzip ? unzipped(head) : head)), isGzip);
  }

  private static String contentType(String name, String text) {
    if (name.endsWith(".ndjson") || name.endsWith(".jsonl")) {
      return NDJSON;
    }
    if (name.endsWith(".json")) {
      return JSON;
    }
    return beginsAsObject(text) ? objectType(text) : TEXT;
  }

  /** A brace alone may begin a command of the shell: {@code { echo a; echo b; }}. */
  private static boolean beginsAsObject(String text) {
    if (!text.startsWith("{")) {
      return false;
    }
    String inner = text.substring(1).stripLeading();
    return inner.startsWith("\"") || inner.startsWith("}");
  }

  private static String objectType(String text) {
    try {
      JsonObject first = new JsonObject(text.lines().findFirst().orElse(""));
      return first.containsKey("command") ? NDJSON : JSON;
    } catch (DecodeException e) {
      // The object goes on after its first line.
      return JSON;
    }
  }

  private static String text(byte[] head) {
    String text = new String(head, StandardCharsets.UTF_8);
    return (text.startsWith("\ufeff") ? text.substring(1) : text).stripLeading();
  }

  private static byte[] unzipped(byte[] head) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(head))) {
      for (int b = in.read(); b >= 0 && out.size() < HEAD; b = in.read()) {
        out.write(b);
      }
    } catch (IOException e) {
      // The head of a stream ends in the middle of it; what came out is enough to tell.
    }
    return out.toByteArray();
  }
}
