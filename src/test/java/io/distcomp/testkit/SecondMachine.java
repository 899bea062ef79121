package io.distcomp.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A network of its own on this machine, one cable away: a namespace with an address, which can be
 * cut off without a word to either side. Needs root, {@code ip} and {@code iptables}. Made and
 * closed by a test.
 */
public final class SecondMachine implements AutoCloseable {

  private static final long LIMIT_SECONDS = 20;

  /** Of the block that RFC 6890 keeps for benchmarks of devices: nobody's network. */
  private static final String NETWORK = "198.18.";

  private final String name;
  private final String cable;
  private final String near;
  private final String far;

  private SecondMachine(long number) {
    name = "distcomp-" + number;
    cable = "dc" + number;
    String subnet = NETWORK + number % 250 + ".";
    near = subnet + "1";
    far = subnet + "2";
  }

  /** Whether this machine lets a test make one. */
  public static boolean isPossible() {
    String probe = "distcomp-probe-" + ProcessHandle.current().pid();
    if (!isDone("ip", "netns", "add", probe)) {
      return false;
    }
    boolean possible = isDone("ip", "netns", "exec", probe, "iptables", "-L", "-n");
    return isDone("ip", "netns", "delete", probe) && possible;
  }

  /** One that can be reached. */
  public static SecondMachine create() {
    SecondMachine made = new SecondMachine(ProcessHandle.current().pid() % 100_000);
    try {
      made.connect();
      return made;
    } catch (RuntimeException e) {
      made.close();
      throw e;
    }
  }

  private void connect() {
    String other = cable + "x";
    run("ip", "netns", "add", name);
    run("ip", "link", "add", cable, "type", "veth", "peer", "name", other);
    run("ip", "link", "set", other, "netns", name);
    run("ip", "address", "add", near + "/24", "dev", cable);
    run("ip", "link", "set", cable, "up");
    inside("ip", "address", "add", far + "/24", "dev", other);
    inside("ip", "link", "set", other, "up");
    inside("ip", "link", "set", "lo", "up");
  }

  /** Where this machine is for that one. */
  public String near() {
    return near;
  }

  /** Where that machine is for this one. */
  public String far() {
    return far;
  }

  /** What starts a command there; the process is that command's. */
  public String[] launcher() {
    return new String[] {"ip", "netns", "exec", name};
  }

  /** Nothing arrives there or here any more, and nobody is told. */
  public void cut() {
    inside("iptables", "-I", "INPUT", "!", "-i", "lo", "-j", "DROP");
    inside("iptables", "-I", "OUTPUT", "!", "-o", "lo", "-j", "DROP");
  }

  public void mend() {
    inside("iptables", "-F");
  }

  private void inside(String... words) {
    String[] all = new String[words.length + 4];
    System.arraycopy(launcher(), 0, all, 0, 4);
    System.arraycopy(words, 0, all, 4, words.length);
    run(all);
  }

  private static boolean isDone(String... words) {
    try {
      run(words);
      return true;
    } catch (IllegalStateException | UncheckedIOException e) {
      return false;
    }
  }

  private static void run(String... words) {
    try {
      Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new IllegalStateException(List.of(words) + ": " + said);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Both ends of the cable go with the namespace, when no process is in it any more. */
  @Override
  public void close() {
    isDone("ip", "link", "delete", cable);
    isDone("ip", "netns", "delete", name);
  }
}
