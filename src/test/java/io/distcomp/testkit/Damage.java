package io.distcomp.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/**
 * The damages of {@code fsck/damage.csv}: what a stray hand or a bad disk may do to a queue's keys.
 * In a line of commands ({@code ;} between them) {@code ~} stands for the queue's prefix, {@code _}
 * for a space, {@code @node1} for the incarnation of that node.
 */
public record Damage(RedisServer redis, String queue) {

  private static final String FILE = "/fsck/damage.csv";
  private static final int HUGE = 10 << 20;

  /** The commands of each line. */
  public static List<String> all() {
    try (InputStream file = Objects.requireNonNull(Damage.class.getResourceAsStream(FILE), FILE)) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .skip(1)
          .map(line -> line.substring(line.lastIndexOf('|') + 1))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Does what a line says.
   *
   * @throws UncheckedIOException when Redis refuses a command
   */
  public void make(String commands) {
    for (String command : commands.split(";", -1)) {
      String[] words = command.strip().split(" ", -1);
      for (int i = 1; i < words.length; i++) {
        words[i] = word(words[i]);
      }
      redis.cli(words);
    }
  }

  private String word(String word) {
    String text =
        word.replace("@node1", word.contains("@node1") ? incarnation() : "")
            .replace("@huge", "x".repeat(word.contains("@huge") ? HUGE : 0))
            .replace("_", " ")
            .replace("@none", "")
            .replace("@nl", "\n");
    return text.startsWith("~") ? "dc:{" + queue + "}:" + text.substring(1) : text;
  }

  private String incarnation() {
    return redis.cli("HGET", "dc:{" + queue + "}:nodes", "node1");
  }
}
