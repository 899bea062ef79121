package io.distcomp.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The commands in the code blocks of a Markdown file, as a reader would type them. */
record ShellExamples(String prologue, List<Example> examples) {

  private static final String FENCE = "```";
  private static final String PROMPT = "$ ";

  /**
   * One command behind a prompt.
   *
   * @param line where it is in the file
   * @param output the lines that follow it, up to the next prompt or the end of the block
   */
  record Example(int line, String command, List<String> output) {}

  /** The block that begins with this text comes before each command; it has no prompt. */
  static ShellExamples in(Path file, String prologueStart) throws IOException {
    List<String> lines = Files.readAllLines(file);
    List<Example> examples = new ArrayList<>();
    String prologue = "";
    int at = 0;
    while (at < lines.size()) {
      if (lines.get(at).startsWith(FENCE)) {
        int end = end(lines, at + 1);
        List<String> block = lines.subList(at + 1, end);
        if (!block.isEmpty() && block.get(0).startsWith(prologueStart)) {
          prologue = String.join("\n", block) + "\n";
        }
        examples.addAll(ofBlock(block, at + 2));
        at = end;
      }
      at++;
    }
    return new ShellExamples(prologue, List.copyOf(examples));
  }

  private static int end(List<String> lines, int from) {
    int end = from;
    while (!lines.get(end).startsWith(FENCE)) {
      end++;
    }
    return end;
  }

  private static List<Example> ofBlock(List<String> block, int firstLine) {
    List<Example> found = new ArrayList<>();
    int at = 0;
    while (at < block.size()) {
      int start = at++;
      if (block.get(start).startsWith(PROMPT)) {
        StringBuilder command = new StringBuilder(block.get(start).substring(PROMPT.length()));
        while (isOpen(command) && at < block.size()) {
          command.append('\n').append(block.get(at++));
        }
        int output = at;
        while (at < block.size() && !block.get(at).startsWith(PROMPT)) {
          at++;
        }
        found.add(
            new Example(
                firstLine + start, command.toString(), List.copyOf(block.subList(output, at))));
      }
    }
    return found;
  }

  /** Within quotes, or behind a backslash. */
  private static boolean isOpen(CharSequence command) {
    return command.chars().filter(c -> c == '\'').count() % 2 == 1
        || command.toString().endsWith("\\");
  }
}
