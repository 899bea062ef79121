package io.distcomp.taskfile;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.distcomp.taskfile.TaskFile.Format;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Tells JSON from text by the beginning of a submission. Private to {@link TaskFiles}.
 *
 * <p>A line such as <code>{ cd x; make; }</code> is a command of the shell: it needs a blank behind
 * its brace, and no field name follows.
 */
final class FormatGuess {
  private static final Pattern SHELL_GROUP =
      Pattern.compile("\\{[ \\t]+(?:[^\\s\"}]|\"[^\"\\n]*\"[ \\t]*[^:\\s])");

  private FormatGuess() {}

  /** JSON, NDJSON, or AUTO for lines of text. */
  static Format of(byte[] head) {
    int from = significant(head);
    String start = new String(head, from, head.length - from, StandardCharsets.UTF_8);
    if (!start.startsWith("{") || SHELL_GROUP.matcher(start).lookingAt()) {
      return Format.AUTO;
    }
    return ofObject(start);
  }

  /** Where the first line begins that is neither blank nor a comment. */
  private static int significant(byte[] head) {
    int at = 0;
    boolean comment = false;
    while (at < head.length && (comment || LineReader.isBlank(head[at]) || head[at] == '#')) {
      comment = head[at] != '\n' && (comment || head[at] == '#');
      at++;
    }
    return at;
  }

  private static Format ofObject(String start) {
    try (JsonParser parser = Json.FACTORY.createParser(start)) {
      return ofObject(parser);
    } catch (JsonProcessingException e) {
      return Format.JSON;
    } catch (IOException e) {
      throw new IllegalStateException("cannot happen: the text is in memory", e);
    }
  }

  private static Format ofObject(JsonParser parser) throws IOException {
    parser.nextToken();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      Format told = ofField(parser.currentName());
      if (told != null) {
        return told;
      }
      parser.nextToken();
      parser.skipChildren();
    }
    return parser.nextToken() == JsonToken.START_OBJECT ? Format.NDJSON : Format.JSON;
  }

  /** Null when both have such a field, or neither. */
  private static @Nullable Format ofField(String name) {
    boolean ofJob = isLike(name, JsonJob.FIELDS);
    boolean ofTask = isLike(name, JsonTask.FIELDS);
    if (ofJob == ofTask) {
      return null;
    }
    return ofJob ? Format.JSON : Format.NDJSON;
  }

  private static boolean isLike(String name, List<String> fields) {
    return fields.contains(name) || DidYouMean.find(name, fields).isPresent();
  }
}
