package io.distcomp.cli;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code distcomp node deploy-ssh}. Made by {@link Verbs}. */
@Command(
    name = "deploy-ssh",
    description = {
      "Copies this program and a conf file to hosts by ssh and starts a node on each.",
      "Safe to repeat: the program is copied once, and a node that runs goes on with the new conf"
          + " file. ssh must get in without asking for a password."
    },
    footer = {
      "%nExamples:%n",
      "  distcomp node deploy-ssh -conf worker.json host1 host2",
      "  distcomp node deploy-ssh -conf worker.json @hosts"
    })
final class DeploySshVerb implements Callable<Integer> {

  private static final Duration LIMIT = Duration.ofMinutes(5);
  private static final Pattern PLAIN =
      Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._/-]*|/[A-Za-z0-9._/-]+");
  private static final int SHA_SHOWN = 16;

  @Option(
      names = "-conf",
      required = true,
      paramLabel = "FILE",
      description =
          "The configuration of the nodes, in which @HOST@ stands for the name of each host.")
  String conf = "";

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      defaultValue = "distcomp",
      description = "The folder there, from the home (default: ${DEFAULT-VALUE}).")
  String folder = "distcomp";

  @Option(
      names = "--java",
      paramLabel = "PROGRAM",
      defaultValue = "java",
      description = "Java there (default: ${DEFAULT-VALUE}).")
  String java = "java";

  @Option(
      names = "--at-a-time",
      paramLabel = "N",
      defaultValue = "8",
      description = "How many hosts at a time (default: ${DEFAULT-VALUE}).")
  int atATime = 8;

  @Option(names = "--restart", description = "Stop a node that runs, in order, and start it again.")
  boolean restart;

  @Parameters(
      arity = "1..*",
      paramLabel = "HOST",
      description = "HOST, USER@HOST, or @FILE with such words.")
  List<String> words = new ArrayList<>();

  private final Session session;

  DeploySshVerb(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (atATime < 1 || atATime > 256) {
      throw CliException.usage("--at-a-time must be from 1 to 256");
    }
    List<String> hosts = SshHosts.of(words, session.caller());
    Path file = ConfFile.of(conf, session.caller());
    String text = text(file);
    Path jar = jar();
    SshDeployment deployment =
        new SshDeployment(
            jar, sha(jar), text, plain("--dir", folder), plain("--java", java), restart);
    return runAll(hosts, deployment) ? ExitCode.OK : ExitCode.UNAVAILABLE;
  }

  private static String plain(String option, String value) {
    if (!PLAIN.matcher(value).matches()) {
      throw CliException.usage(
          option + " must be made of letters, digits, '.', '_', '-' and '/', and not begin with -");
    }
    return value;
  }

  // --- what is brought there

  /** Not read as a node would: what it names need only be there. */
  private static String text(Path file) {
    try {
      String text = Files.readString(file);
      check(new JsonObject(text));
      return text;
    } catch (DecodeException e) {
      throw new CliException(ExitCode.BAD_CONFIG, file + " is not JSON: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new CliException(ExitCode.BAD_CONFIG, file + " cannot be read: " + e, e);
    }
  }

  private static void check(JsonObject json) {
    Object redis = json.getValue("redis_host");
    if (redis == null || redis.equals("embedded")) {
      throw new CliException(
          ExitCode.BAD_CONFIG,
          "each host would have a queue of its own: name the redis_host that all use (a node with"
              + " redis_bind and a password can hold it; its log has the lines)");
    }
    Object name = json.getValue("node_name", SshDeployment.HOST);
    if (!String.valueOf(name).contains(SshDeployment.HOST)) {
      throw new CliException(
          ExitCode.BAD_CONFIG,
          "all nodes would have one node_name: leave it out, or write " + SshDeployment.HOST);
    }
  }

  private static Path jar() {
    try {
      Path jar =
          Path.of(DeploySshVerb.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      if (Files.isRegularFile(jar)) {
        return jar;
      }
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
    throw new CliException(ExitCode.INTERNAL, "this program does not run from its jar");
  }

  private static String sha(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      new DigestInputStream(in, digest).transferTo(OutputStream.nullOutputStream());
      return HexFormat.of().formatHex(digest.digest()).substring(0, SHA_SHOWN);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  // --- all hosts

  private boolean runAll(List<String> hosts, SshDeployment deployment) throws InterruptedException {
    ExecutorService threads = Executors.newFixedThreadPool(Math.min(atATime, hosts.size()));
    try {
      List<Future<Boolean>> results = new ArrayList<>();
      for (String host : hosts) {
        results.add(threads.submit(() -> tell(host, deployment.run(new Ssh(host, LIMIT)))));
      }
      boolean well = true;
      for (Future<Boolean> result : results) {
        well &= result.get();
      }
      return well;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } finally {
      threads.shutdownNow();
    }
  }

  /** One line for each host, as soon as it is known. */
  private boolean tell(String host, SshDeployment.Result result) {
    String line = host + ": " + Escape.line(result.words());
    if (result.well()) {
      session.console().out().println(line);
    } else {
      session.console().error(line);
    }
    return result.well();
  }
}
