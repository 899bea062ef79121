package io.distcomp.process;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * One program to start. Immutable; made by whoever uses a {@link Spawner}.
 *
 * @param argv the program, found through this process' PATH when it has no slash, and its arguments
 * @param cwd an existing directory; text, because a Java path cannot hold every name in every
 *     locale
 * @param base what all commands share
 * @param env further variables, which win over those of {@code base}; the spawner adds {@code
 *     DISTCOMP_MARK}
 * @param mark the value of {@code DISTCOMP_MARK}, by which every descendant is found
 * @param output where its output goes
 */
public record Command(
    List<String> argv,
    String cwd,
    BaseEnvironment base,
    Map<String, String> env,
    String mark,
    OutputLimits output) {

  /**
   * Bounds of what is kept of each stream.
   *
   * @param inlineBytes head and tail in memory, each at most this
   * @param fileBytes the most that a stream's file holds; what comes after is counted and dropped;
   *     0 for no file
   * @param directory the node's result_dir; files are made below it, only for streams longer than
   *     {@code inlineBytes}
   * @param name of the files below the directory, slashes allowed, without their ending; {@code
   *     .out} and {@code .err} are added
   */
  public record OutputLimits(int inlineBytes, long fileBytes, Path directory, String name) {}

  public Command {
    argv = List.copyOf(argv);
    env = Map.copyOf(env);
    if (argv.isEmpty()) {
      throw new IllegalArgumentException("a command needs a program");
    }
  }
}
