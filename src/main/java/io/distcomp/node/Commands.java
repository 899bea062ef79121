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
import java.util.Map;
import java.util.function.Supplier;

/** Turns a claimed task into a command of the operating system. Immutable. */
final class Commands {

  private final NodeInfo node;
  private final Supplier<Config.Node> config;
  private final String directory;
  private final BaseEnvironment base = BaseEnvironment.withoutSecrets();

  Commands(NodeInfo node, Supplier<Config.Node> config, Path directory) {
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
    Config.Node now = config.get();
    return new OutputLimits(
        (int) now.outputInlineBytes(),
        now.outputFileBytes(),
        now.resultDir(),
        file(claim.id(), claim.token()));
  }

  /** One folder for each thousand tasks; the token keeps attempts apart. */
  private static String file(TaskId id, Token token) {
    return id.job() + "/" + id.index() / 1000 + "/" + id.index() + "-" + token;
  }
}
