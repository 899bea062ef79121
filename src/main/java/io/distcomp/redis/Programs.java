package io.distcomp.redis;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;

/** Finds programs as a shell does. For this package only. */
final class Programs {
  private Programs() {}

  /** Every executable file of that name, in the order of the search path. */
  static Stream<Path> find(String name, String searchPath) {
    return Arrays.stream(searchPath.split(File.pathSeparator, -1))
        .filter(directory -> !directory.isEmpty())
        .map(directory -> Path.of(directory).resolve(name).toAbsolutePath())
        .filter(Files::isExecutable)
        .filter(Files::isRegularFile);
  }
}
