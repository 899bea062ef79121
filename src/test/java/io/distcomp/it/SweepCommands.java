package io.distcomp.it;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Commands over real files and numbers, each of which prints the same whenever it is run. */
final class SweepCommands {

  private static final Path FILES = Path.of("/usr/share");
  private static final int HASHED = 2_500;
  private static final int FACTORED = 2_000;
  private static final int ZIPPED = 500;

  /** Names that a shell or a task line could read as something else. */
  private static final List<String> ODD_NAMES =
      List.of(
          "two words",
          " leading and trailing ",
          "it's quoted",
          "\"double\"",
          "$HOME",
          "`id`",
          "$(id)",
          "a;b",
          "a&b",
          "a|b",
          "*",
          "?",
          "[a-z]",
          "{1,2}",
          "~",
          "#comment",
          "-n",
          "--help",
          "back\\slash",
          "a\\nb",
          "tab\there",
          "5:8:2:60:x",
          "%s",
          "!history",
          "größe",
          "日本語",
          "emoji \uD83D\uDE00",
          "a=b",
          "x>y<z",
          "return\rhere");

  private SweepCommands() {}

  /**
   * At least 5,000 of them.
   *
   * @param folder an empty one, filled with files of odd names
   */
  static List<String> all(Path folder) throws IOException {
    List<Path> real = realFiles();
    List<String> commands = new ArrayList<>();
    real.stream().limit(HASHED).forEach(file -> commands.add("sha256sum " + quoted(file)));
    for (Path odd : oddFiles(folder)) {
      commands.add("sha256sum " + quoted(odd));
      commands.add("cd " + quoted(folder) + " && wc -c -- " + quoted(odd.getFileName()));
    }
    commands.add("sha256sum " + quoted(folder.resolve("is not there")));
    IntStream.range(0, FACTORED).forEach(i -> commands.add("factor " + (1_000_003L + 7919L * i)));
    real.stream()
        .limit(ZIPPED)
        .forEach(file -> commands.add("gzip -c " + quoted(file) + " | wc -c"));
    return commands;
  }

  private static List<Path> realFiles() throws IOException {
    try (Stream<Path> files = Files.walk(FILES)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> !Files.isSymbolicLink(file) && isOneLine(file))
          .sorted(Comparator.comparing(Path::toString))
          .limit(HASHED)
          .toList();
    }
  }

  /** A task line is one line of UTF-8. */
  private static boolean isOneLine(Path file) {
    try {
      StandardCharsets.UTF_8.newEncoder().encode(java.nio.CharBuffer.wrap(file.toString()));
      return file.toString().chars().noneMatch(c -> c == '\n' || c == '\uFFFD');
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  private static List<Path> oddFiles(Path folder) throws IOException {
    List<Path> files = new ArrayList<>();
    for (String name : ODD_NAMES) {
      files.add(Files.writeString(folder.resolve(name), "the file " + name + "\n"));
    }
    return files;
  }

  /** For {@code /bin/sh}. */
  static String quoted(Path path) {
    return "'" + path.toString().replace("'", "'\\''") + "'";
  }
}
