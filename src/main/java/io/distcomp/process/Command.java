package io.distcomp.process;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * One program to start.
 *
 * @param argv the program and its arguments
 * @param cwd an existing directory
 * @param env the whole environment; holds {@code DISTCOMP_MARK}
 * @param mark the value of {@code DISTCOMP_MARK}, by which every descendant is found
 * @param output where its output goes
 */
public record Command(
    List<String> argv, Path cwd, Map<String, String> env, String mark, OutputLimits output) {

  /**
   * Bounds of what is kept of each stream.
   *
   * @param inlineBytes head and tail in memory, each at most this
   * @param fileBytes the most that a stream's file holds; what comes after is counted and dropped
   * @param directory below which files are made, only for streams longer than {@code inlineBytes}
   * @param name of the files without their ending; {@code .out} and {@code .err} are added
   */
  public record OutputLimits(int inlineBytes, long fileBytes, Path directory, String name) {}

  public Command {
    argv = List.copyOf(argv);
    env = Map.copyOf(env);
  }
}
