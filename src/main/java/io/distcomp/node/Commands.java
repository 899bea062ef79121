package io.distcomp.node;

import io.distcomp.config.Config;
import io.distcomp.process.BaseEnvironment;
import io.distcomp.process.Command;
import io.distcomp.process.Command.OutputLimits;
import io.distcomp.process.Marks;
import io.distcomp.task.Claim;
import io.distcomp.task.NodeInfo;
import io.distcomp.task.TaskId;
import io.distcomp.task.TaskSpec;
import io.distcomp.task.Token;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** Turns a claimed task into a command of the operating system. Immutable. */
final class Commands {

  /** Names of variables that may hold what a task must not see. */
  private static final Pattern SECRET =
      Pattern.compile(
          "^DISTCOMP_|^JDK_JAVA_OPTIONS$|PASSWORD|PASSWD|SECRET|TOKEN|CREDENTIAL|API_?KEY|PRIVATE_?KEY|_PASS$");

  private final NodeInfo node;
  private final Config.Node config;
  private final String directory;
  private final BaseEnvironment base =
      BaseEnvironment.ofThisProcess(name -> !SECRET.matcher(name.toUpperCase(Locale.ROOT)).find());

  Commands(NodeInfo node, Config.Node config, Path directory) {
    this.node = node;
    this.config = config;
    this.directory = directory.toString();
  }

  Command of(Claim claim) {
    TaskSpec spec = claim.spec();
    return new Command(
        argv(spec),
        spec.cwd() == null ? directory : spec.cwd(),
        base,
        env(claim),
        Marks.of(node.id(), claim.id(), claim.token()),
        output(claim));
  }

  private static List<String> argv(TaskSpec spec) {
    return switch (spec.type()) {
      case SHELL -> List.of("/bin/sh", "-c", spec.command());
      // the shell splits the words and is replaced, so the interpreter is the leader
      case PYTHON -> List.of("/bin/sh", "-c", "exec python3 " + spec.command());
      case DEMO -> List.of("/bin/echo", "demo", spec.command());
    };
  }

  private Map<String, String> env(Claim claim) {
    Map<String, String> env = new HashMap<>(claim.spec().env());
    env.put("DISTCOMP_TASK_ID", claim.id().toString());
    env.put("DISTCOMP_JOB_ID", claim.id().job().toString());
    env.put("DISTCOMP_ATTEMPT", Integer.toString(claim.token().attempt()));
    env.put("DISTCOMP_NODE", node.name());
    return env;
  }

  private OutputLimits output(Claim claim) {
    return new OutputLimits(
        (int) config.outputInlineBytes(),
        config.outputFileBytes(),
        config.resultDir(),
        file(claim.id(), claim.token()));
  }

  /** One folder for each thousand tasks; the token keeps attempts apart. */
  private static String file(TaskId id, Token token) {
    return id.job() + "/" + id.index() / 1000 + "/" + id.index() + "-" + token;
  }
}
