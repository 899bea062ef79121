package io.distcomp.cli;

import io.distcomp.config.Config;
import java.nio.file.Path;
import java.util.List;

/** Where configurations come from. Implemented by the wiring, used by verbs that need one. */
public interface ConfigSource {

  /**
   * Reads and validates a conf file.
   *
   * @throws Fault with every mistake of it
   */
  Config read(Path file) throws Fault;

  /**
   * The configuration of a node that serves one {@code run}: embedded Redis, free ports, no
   * cluster.
   *
   * @param directory where tasks without a working directory run
   * @throws Fault when this machine cannot have one
   */
  Config privateNode(String name, Path dataDirectory, Path directory) throws Fault;

  /** What a conf file means here; every mistake is a {@link Fault}. */
  Description describe(Path file) throws Fault;

  /**
   * A conf file without mistakes.
   *
   * @param text the effective configuration, secrets masked
   * @param warnings what a node that starts with it warns of, each with its place
   */
  record Description(String text, List<String> warnings) {}

  /** A conf file that cannot be used. Carries all of its mistakes, each with its place. */
  final class Fault extends Exception {

    private static final long serialVersionUID = 1L;

    /**
     * All mistakes of one file.
     *
     * @param mistakes each as {@code file:line:col: message}
     */
    public Fault(List<String> mistakes) {
      super(String.join("\n", mistakes));
    }
  }
}
