package io.distcomp.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** The hosts that a user names, one by one or in files. Used by {@link DeploySshVerb}. */
final class SshHosts {

  /**
   * What ssh may get as a host: never an option (such as {@code -oProxyCommand=...}), never
   * something that a shell reads otherwise.
   */
  private static final Pattern HOST =
      Pattern.compile("([A-Za-z0-9_][A-Za-z0-9._-]{0,63}@)?[A-Za-z0-9][A-Za-z0-9._-]{0,252}");

  private SshHosts() {}

  /**
   * In the order in which they are named, each once.
   *
   * @param words hosts, or {@code @FILE} with hosts: words of its lines, what is behind a # not
   * @throws CliException for what is no host, or a file that cannot be read
   */
  static List<String> of(List<String> words, Caller caller) {
    Set<String> hosts = new LinkedHashSet<>();
    for (String word : words) {
      if (word.startsWith("@")) {
        hosts.addAll(inFile(caller.path(word.substring(1))));
      } else {
        hosts.add(checked(word));
      }
    }
    if (hosts.isEmpty()) {
      throw CliException.usage("no host is named");
    }
    return List.copyOf(hosts);
  }

  private static List<String> inFile(Path file) {
    try {
      List<String> hosts = new ArrayList<>();
      for (String line : Files.readAllLines(file)) {
        Arrays.stream(line.replaceFirst("#.*", "").split("[\\s,]+", -1))
            .filter(word -> !word.isEmpty())
            .map(SshHosts::checked)
            .forEach(hosts::add);
      }
      return hosts;
    } catch (IOException e) {
      throw CliException.usage("the hosts in " + file + " cannot be read: " + e);
    }
  }

  private static String checked(String word) {
    if (!HOST.matcher(word).matches()) {
      throw CliException.usage(
          "'"
              + Escape.line(word)
              + "' is not HOST or USER@HOST; further settings belong to"
              + " ~/.ssh/config");
    }
    return word;
  }
}
