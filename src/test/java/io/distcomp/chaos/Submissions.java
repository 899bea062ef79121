package io.distcomp.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The submission ledger: which tasks were sent, which of them a node acknowledged, and what it
 * refused. Written by the {@link Submitter} as it goes, to a file as well; safe for threads.
 */
final class Submissions {

  private final Path file;
  private final Set<Integer> attempted = new HashSet<>();
  private final Set<Integer> acknowledged = new HashSet<>();
  private final List<String> refused = new ArrayList<>();
  private int repeats;

  Submissions(Path file) {
    this.file = file;
  }

  synchronized void attempt(String key, List<Work> tasks) {
    tasks.forEach(work -> attempted.add(work.number()));
    note("A " + key + " " + tasks.stream().map(Work::number).toList());
  }

  synchronized void repeat(String key, String why) {
    repeats++;
    note("R " + key + " " + why);
  }

  synchronized void acknowledge(String key, List<Work> tasks, String answer) {
    tasks.forEach(work -> acknowledged.add(work.number()));
    note("K " + key + " " + answer);
  }

  synchronized void refuse(String key, String answer) {
    refused.add(key + " " + answer);
    note("X " + key + " " + answer);
  }

  private void note(String line) {
    try {
      Files.writeString(
          file,
          System.nanoTime() + " " + line.replace('\n', ' ') + "\n",
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  synchronized Set<Integer> attempted() {
    return Set.copyOf(attempted);
  }

  synchronized Set<Integer> acknowledged() {
    return Set.copyOf(acknowledged);
  }

  synchronized List<String> refused() {
    return List.copyOf(refused);
  }

  /** How often a request was sent again. */
  synchronized int repeats() {
    return repeats;
  }
}
