package io.distcomp;

import io.distcomp.cli.ExitCode;
import io.distcomp.cli.NodeStartException;
import io.distcomp.config.Config;
import io.distcomp.config.OpenFiles;
import io.distcomp.node.DataDir;
import io.distcomp.node.DiskProbe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is looked at once on the machine before a node starts on it: open files, who it runs as,
 * room for results. Changes nothing but that it makes the result_dir. For {@link NodeProgram}.
 */
final class MachineChecks {

  private static final Pattern EFFECTIVE_UID =
      Pattern.compile("^Uid:\\s+\\d+\\s+(\\d+)", Pattern.MULTILINE);

  private final Path proc;
  private final long pid;

  /**
   * @param proc the folder of this process in {@code /proc}, or one like it
   */
  MachineChecks(Path proc, long pid) {
    this.proc = proc;
    this.pid = pid;
  }

  static MachineChecks real() {
    return new MachineChecks(Path.of("/proc/self"), ProcessHandle.current().pid());
  }

  /**
   * Warnings.
   *
   * @throws NodeStartException when the node could not work here; says what to do
   */
  List<String> run(Config config) throws NodeStartException {
    List<String> warnings = new ArrayList<>();
    openFiles(config.node().maxTasks(), warnings);
    if (pid == 1) {
      warnings.add(
          "this node is process 1 of a container and does not reap what tasks leave behind:"
              + " use an init (docker run --init)");
    }
    if (isRoot()) {
      warnings.add(
          "this node runs as root: so does every task, and whoever may submit is root here;"
              + " use a user of its own");
    }
    results(config.node().resultDir()).ifPresent(warnings::add);
    return warnings;
  }

  private void openFiles(int tasks, List<String> warnings) throws NodeStartException {
    OpenFiles limits = OpenFiles.of(proc).orElse(null);
    if (limits == null) {
      return; // a system without such limits
    }
    long needed = OpenFiles.needed(tasks);
    if (!OpenFiles.allows(limits.hard(), needed)) {
      throw new NodeStartException(
          ExitCode.BAD_CONFIG,
          "this process may open "
              + limits.hard()
              + " files, max_task_per_worker "
              + tasks
              + " needs "
              + needed
              + ": raise the limit (ulimit -Hn "
              + needed
              + ", or LimitNOFILE of its service) or lower max_task_per_worker");
    }
    if (!OpenFiles.allows(limits.soft(), needed)) {
      warnings.add(
          "the soft limit of open files is "
              + limits.soft()
              + ", less than the "
              + needed
              + " needed: do not start Java with -XX:-MaxFDLimit");
    }
  }

  private boolean isRoot() {
    Matcher uid = EFFECTIVE_UID.matcher(text("status"));
    return uid.find() && uid.group(1).equals("0");
  }

  /** Empty where there is no such file: not Linux. */
  private String text(String file) {
    try {
      return Files.readString(proc.resolve(file));
    } catch (IOException e) {
      return "";
    }
  }

  private static Optional<String> results(Path folder) throws NodeStartException {
    try {
      Files.createDirectories(folder);
      return DiskProbe.shortage(folder, 0).map(shortage -> "result_dir " + shortage);
    } catch (IOException e) {
      throw new NodeStartException(
          ExitCode.BAD_CONFIG, "the result_dir cannot be used: " + e.getMessage(), e);
    }
  }

  /** Opens the data_dir, or says in words for the user why that is not possible. */
  static DataDir dataDir(Config config) throws IOException, NodeStartException {
    try {
      return DataDir.open(config.node().dataDir());
    } catch (DataDir.LockedException e) {
      throw e;
    } catch (IOException e) {
      throw new NodeStartException(
          ExitCode.BAD_CONFIG,
          "the data_dir "
              + config.node().dataDir()
              + " cannot be used: "
              + e.getMessage()
              + " (is there room on its disk?); mend it or name another data_dir",
          e);
    }
  }
}
