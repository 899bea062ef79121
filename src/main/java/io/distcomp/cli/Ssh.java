package io.distcomp.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * One host that is reached by the user's own {@code ssh}, which never asks: a password has no place
 * here. Used by one thread of {@link DeploySshVerb}.
 *
 * @param host of {@link SshHosts}
 */
record Ssh(String host, Duration limit) {

  private static final int ANSWER_KEPT = 64 << 10;

  /** How a call ended and what was written, the beginning of it. */
  record Answer(int exitCode, String text) {}

  /** Something that goes to the other end. */
  @FunctionalInterface
  interface Input {
    void writeTo(OutputStream to) throws IOException;
  }

  /** A script for the shell of the other end. */
  Answer script(String text) throws IOException, InterruptedException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return call("exec /bin/sh -s", to -> to.write(bytes));
  }

  /**
   * A file for the other end, readable by its user alone. A copy that breaks off leaves the old
   * one.
   *
   * @param name without anything that a shell reads otherwise
   */
  Answer copy(Input content, String name) throws IOException, InterruptedException {
    String part = name + ".part";
    return call("umask 077 && cat >" + part + " && mv " + part + " " + name, content);
  }

  /** Its name without the user. */
  String name() {
    return host.substring(host.indexOf('@') + 1);
  }

  private Answer call(String command, Input input) throws IOException, InterruptedException {
    Process ssh =
        new ProcessBuilder(
                List.of(
                    "ssh",
                    "-T",
                    "-o",
                    "BatchMode=yes",
                    "-o",
                    "ConnectTimeout=10",
                    "--",
                    host,
                    command))
            .redirectErrorStream(true)
            .start();
    try {
      CompletableFuture<String> text = CompletableFuture.supplyAsync(() -> read(ssh));
      CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> send(ssh, input));
      if (!ssh.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        return new Answer(-1, "no answer within " + limit.toSeconds() + " s");
      }
      sent.join();
      return new Answer(ssh.exitValue(), text.join());
    } finally {
      ssh.destroyForcibly();
    }
  }

  private static String read(Process ssh) {
    try (InputStream in = ssh.getInputStream()) {
      String text = new String(in.readNBytes(ANSWER_KEPT), StandardCharsets.UTF_8);
      in.transferTo(OutputStream.nullOutputStream());
      return text;
    } catch (IOException e) {
      return "";
    }
  }

  /** The other end may have ended before it read all: its exit code says so. */
  private static void send(Process ssh, Input input) {
    try (OutputStream to = ssh.getOutputStream()) {
      input.writeTo(to);
    } catch (IOException e) {
      return;
    }
  }
}
