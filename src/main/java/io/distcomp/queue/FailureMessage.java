package io.distcomp.queue;

import io.distcomp.task.Attempt;
import io.distcomp.task.Outcome;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What failed tasks have in common: how the last attempt ended, and its message without what
 * differs from task to task. Pure.
 */
record FailureMessage(
    String text, Outcome.Kind outcome, @Nullable Integer exitCode, @Nullable Integer signal) {

  private static final int LONGEST_LINE = 300;
  private static final int LONGEST = 200;
  private static final int KEY_DIGITS = 16;

  private static final Pattern ESCAPE = Pattern.compile("\u001B\\[[0-9;:?]*+[ -/]*+[@-~]");
  private static final Pattern UNSEEN = Pattern.compile("[\\p{Cntrl}\\p{Cf}\\s]++");

  private record Rule(Pattern pattern, String instead) {}

  /** In this order; each takes time linear in the text. */
  private static final List<Rule> RULES =
      List.of(
          rule("\\b[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\\b", "<id>"),
          rule("(?<![\\w<])~?+(?:/[\\w.+@%~-]++)++/?+", "<path>"),
          rule("\\b0[xX][0-9a-fA-F]++\\b", "<hex>"),
          rule("\\b(?=[a-fA-F]{0,40}[0-9])[0-9a-fA-F]{8,128}\\b", "<hex>"),
          rule("[0-9]++(?:[.,:][0-9]++)*+", "<n>"));

  private static Rule rule(String regex, String instead) {
    return new Rule(Pattern.compile(regex), instead);
  }

  /**
   * Of a failed task.
   *
   * @param last its last attempt; null when its record cannot be read
   * @param output the end of what that wrote
   */
  static FailureMessage of(@Nullable Attempt last, String output) {
    Outcome outcome = last == null ? null : last.outcome();
    if (outcome == null) {
      return new FailureMessage("unreadable: its record", Outcome.Kind.INVALID, null, null);
    }
    return new FailureMessage(
        normal(words(outcome, output)), outcome.kind(), outcome.exitCode(), outcome.signal());
  }

  private static String words(Outcome outcome, String output) {
    String said = outcome.kind() == Outcome.Kind.FAILED ? lastLine(output) : "";
    if (!said.isEmpty()) {
      return said;
    }
    if (outcome.reason() != null) {
      return outcome.reason();
    }
    return outcome.kind().word().replace('_', ' ') + " without a message";
  }

  /** The last line that says something, as a terminal would show it. */
  private static String lastLine(String output) {
    String[] lines = ESCAPE.matcher(output).replaceAll("").split("[\\r\\n]", -1);
    for (int i = lines.length - 1; i >= 0; i--) {
      String line = UNSEEN.matcher(lines[i]).replaceAll(" ").strip();
      if (!line.isEmpty()) {
        return line;
      }
    }
    return "";
  }

  /** Without numbers, ids and paths. */
  static String normal(String line) {
    String text = cut(UNSEEN.matcher(line).replaceAll(" ").strip(), LONGEST_LINE);
    for (Rule rule : RULES) {
      text = rule.pattern.matcher(text).replaceAll(rule.instead);
    }
    return cut(text, LONGEST);
  }

  private static String cut(String text, int length) {
    return text.length() > length ? text.substring(0, length) : text;
  }

  /** 16 hex digits: the same for tasks that failed alike, on every node. */
  String key() {
    String all = outcome.word() + '|' + exitCode + '|' + signal + '|' + text;
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(all.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest).substring(0, KEY_DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
