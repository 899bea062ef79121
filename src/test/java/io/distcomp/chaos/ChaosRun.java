package io.distcomp.chaos;

import io.distcomp.chaos.Evidence.Keeps;
import io.distcomp.it.MarkedProcesses;
import io.distcomp.queue.Recounting;
import io.distcomp.testkit.NodeProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.awaitility.core.ConditionTimeoutException;

/**
 * One run: a rig, a workload, whatever is done to them, and the evidence of it. Made by a test,
 * which closes it; a run with a violation keeps its folder.
 */
final class ChaosRun implements AutoCloseable {

  private static final Path FOLDERS = Path.of("target/chaos");
  private static final Duration SURVIVORS_GONE = Duration.ofSeconds(5);
  private static final Duration REST = Duration.ofSeconds(20);

  private final String name;
  private final long seed;
  private final Path folder;
  private final ChaosRig rig;
  private final Workload workload;
  private final Executions executions;
  private final Submissions submissions;
  private final Submitter submitter;
  private final Observer observer;
  private final Nemesis nemesis;
  private Evidence.Rules rules = new Evidence.Rules(Keeps.ALL, ChaosRig.MAX_FAILURES, 20);
  private Duration settle = Duration.ofMinutes(2);
  private Figures figures;
  private boolean clean;

  ChaosRun(String name, ChaosRig.Plan plan, long seed) {
    this.name = name;
    this.seed = seed;
    System.out.println(name + ": -Ddistcomp.chaos.seed=" + seed);
    folder = makeFolder(name + "-" + seed);
    rig = plan.start();
    Random random = new Random(seed);
    workload = new Workload(new Random(random.nextLong()));
    executions = new Executions(folder);
    submissions = new Submissions(folder.resolve("submissions"));
    submitter = new Submitter(rig, submissions, executions.script(), new Random(random.nextLong()));
    observer = Observer.start(rig, folder.resolve("commits"));
    nemesis = new Nemesis(rig, folder.resolve("schedule"), new Random(random.nextLong()));
  }

  private static Path makeFolder(String name) {
    try {
      Path folder = FOLDERS.toAbsolutePath().resolve(name);
      delete(folder);
      return Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  ChaosRun rules(Keeps keeps, long maxLost) {
    rules = new Evidence.Rules(keeps, ChaosRig.MAX_FAILURES, maxLost);
    return this;
  }

  /** How long the rest of the work may take when all faults are over. */
  ChaosRun settle(Duration limit) {
    settle = limit;
    return this;
  }

  ChaosRig rig() {
    return rig;
  }

  Workload workload() {
    return workload;
  }

  Executions executions() {
    return executions;
  }

  Submitter submitter() {
    return submitter;
  }

  Figures figures() {
    return figures;
  }

  /** Faults in turn, with an equal share of the tasks before each; then the verdict. */
  List<Violation> run(List<Fault> faults, int injections, int tasks) {
    int share = Math.max(1, tasks / injections);
    return run(r -> nemesis.run(faults, injections, () -> submitter.send(workload.next(share))));
  }

  /**
   * Faults in turn while this work, submitted at once, runs as fast as it can; then the verdict.
   */
  List<Violation> run(List<Fault> faults, int injections, List<Work> work) {
    return run(
        r -> {
          submitter.sendAtOnce(work);
          nemesis.run(faults, injections, () -> {});
        });
  }

  /** Whatever is to be done to the rig; then the verdict. */
  List<Violation> run(Consumer<ChaosRun> scenario) {
    scenario.accept(this);
    rig.awaitHealth();
    boolean settled = settle();
    Evidence evidence = collect(settled);
    List<Violation> violations = Oracle.judge(evidence);
    figures = Figures.of(evidence, rig, observer, submissions.repeats());
    clean = violations.isEmpty();
    write(violations);
    return violations;
  }

  /** Whether all is final: if not, the oracle says what is not. */
  private boolean settle() {
    awaitAcknowledged();
    try {
      ChaosRig.await(settle, "final states of all tasks")
          .pollInterval(Duration.ofMillis(300))
          .until(() -> Dump.ofTasks(rig.redis().port()).unfinished().isEmpty());
      return true;
    } catch (ConditionTimeoutException e) {
      return false;
    }
  }

  /** Returns when all that was sent is acknowledged or refused, or complains. */
  void awaitAcknowledged() {
    try {
      submitter.awaitAll(settle);
    } catch (TimeoutException e) {
      rig.complain("a submission is not acknowledged " + settle + " after the last fault: " + e);
    }
  }

  private Evidence collect(boolean settled) {
    Map<String, String> outputs = new OutputCheck(rig, workload.all()).faults();
    List<String> resources = settled ? leaks() : List.of();
    submitter.close();
    Map<String, String> names = new HashMap<>();
    rig.nodes().forEach(node -> names.put(node.nodeId(), node.name()));
    rig.nodes().forEach(this::stop);
    List<Long> survivors = survivors();
    observer.close();
    Dump dump = Dump.of(rig.redis().port());
    dump.write(folder.resolve("dump"));
    return new Evidence(
        rules,
        workload.all(),
        submissions.attempted(),
        submissions.acknowledged(),
        submissions.refused(),
        executions.marks(),
        observer.changed(),
        dump,
        outputs,
        Recounting.faults(rig.redis().host(), rig.redis().port()),
        survivors,
        resources,
        names,
        rig.complaints());
  }

  private List<String> leaks() {
    List<String> found = new ArrayList<>();
    for (int i = 0; i < rig.size(); i++) {
      int number = i;
      long pid = rig.node(i).pid();
      try {
        ChaosRig.await(REST, "a node at rest")
            .until(() -> rig.fresh(number).isBoundFor(Resources.of(pid)));
      } catch (ConditionTimeoutException e) {
        found.add(
            rig.node(i).name() + " began with " + rig.fresh(i) + " and has " + Resources.of(pid));
      }
    }
    return found;
  }

  private void stop(NodeProcess node) {
    int code = node.stop();
    if (code != 0) {
      rig.complain(node.name() + " ended with " + code);
    }
  }

  private List<Long> survivors() {
    try {
      ChaosRig.await(SURVIVORS_GONE, "the end of all processes of tasks")
          .until(() -> marked().isEmpty());
      return List.of();
    } catch (ConditionTimeoutException e) {
      return marked();
    }
  }

  private List<Long> marked() {
    return rig.nodes().stream()
        .flatMap(node -> MarkedProcesses.ofNode(node.nodeId()).stream())
        .toList();
  }

  private void write(List<Violation> violations) {
    Report.add(name, figures, violations, seed);
    try {
      Files.write(
          folder.resolve("violations"), violations.stream().map(Violation::toString).toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A run that is meant to break promises has no use for its folder. */
  void forget() {
    clean = true;
  }

  @Override
  public void close() {
    submitter.close();
    observer.close();
    if (!clean) {
      keepLogs();
    }
    rig.close();
    if (clean) {
      delete(folder);
    }
  }

  private void keepLogs() {
    System.err.println("what is left of " + name + " is in " + folder);
    try {
      for (NodeProcess node : rig.nodes()) {
        Path log = node.logFile().toPath();
        Path conf = node.home().directory().resolve("conf.json");
        Files.copy(log, folder.resolve(node.name() + ".log"), StandardCopyOption.REPLACE_EXISTING);
        Files.copy(
            conf, folder.resolve(node.name() + ".json"), StandardCopyOption.REPLACE_EXISTING);
      }
      Files.writeString(folder.resolve("redis.log"), rig.redis().log());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path folder) {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(java.io.File::delete);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
