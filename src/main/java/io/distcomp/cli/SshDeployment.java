package io.distcomp.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;

/**
 * Brings a node to a host: the jar, unless this very one is there, the conf file, and a start if it
 * does not run. Safe to repeat. Made by {@link DeploySshVerb} for all hosts; immutable.
 *
 * @param jar the running program
 * @param conf the text of the conf file, in which {@link #HOST} stands for the name of each host
 * @param sha the beginning of its SHA-256: part of its name there
 * @param folder there, without anything that a shell reads otherwise
 * @param java the program there, likewise
 * @param restart whether a node that runs is stopped first
 */
record SshDeployment(
    Path jar, String sha, String conf, String folder, String java, boolean restart) {

  /** What became of a host, in words. */
  record Result(boolean well, String words) {}

  static final String HOST = "@HOST@";

  private static final String ANSWER = "distcomp: ";

  Result run(Ssh ssh) throws InterruptedException {
    try {
      Result looked = answer(ssh.script(script("look")));
      if (!looked.well()) {
        return looked;
      }
      if (looked.words().equals("needs the jar")) {
        Ssh.Answer sent = ssh.copy(to -> Files.copy(jar, to), folder + "/" + jarName());
        if (sent.exitCode() != 0) {
          return failed("the jar could not be copied", sent);
        }
      }
      byte[] text = conf.replace(HOST, ssh.name()).getBytes(StandardCharsets.UTF_8);
      Ssh.Answer copied = ssh.copy(to -> to.write(text), folder + "/conf.json");
      return copied.exitCode() == 0
          ? answer(ssh.script(script(restart ? "restart" : "start")))
          : failed("the conf file could not be copied", copied);
    } catch (IOException e) {
      return new Result(false, "ssh could not be run: " + e.getMessage());
    }
  }

  private String jarName() {
    return "distcomp-" + sha + ".jar";
  }

  private String script(String verb) throws IOException {
    return "verb="
        + verb
        + "\nfolder="
        + folder
        + "\njar="
        + jarName()
        + "\njava="
        + java
        + "\n"
        + text();
  }

  private static String text() throws IOException {
    try (InputStream in = SshDeployment.class.getResourceAsStream("/ssh/node.sh")) {
      return new String(
          Objects.requireNonNull(in, "the jar lacks ssh/node.sh").readAllBytes(),
          StandardCharsets.UTF_8);
    }
  }

  /** The last line of the script is the answer; without one the whole is what went wrong. */
  private static Result answer(Ssh.Answer answer) {
    String last =
        Arrays.stream(answer.text().split("\n", -1))
            .filter(line -> line.startsWith(ANSWER))
            .reduce((a, b) -> b)
            .orElse("");
    return answer.exitCode() == 0 && !last.isEmpty()
        ? new Result(true, last.substring(ANSWER.length()))
        : failed("failed", answer);
  }

  private static Result failed(String what, Ssh.Answer answer) {
    String text = answer.text().strip().replaceAll("\\s*\n\\s*", "; ");
    return new Result(
        false, what + (text.isEmpty() ? " (exit " + answer.exitCode() + ")" : ": " + text));
  }
}
