package io.distcomp.cli;

import io.distcomp.config.Config;
import io.distcomp.queue.Finding;
import io.distcomp.queue.FsckReport;
import io.distcomp.redis.RunningRedis;
import io.distcomp.task.Counted;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code distcomp doctor}. Made by {@link Verbs}. */
@Command(
    name = "doctor",
    sortOptions = false,
    description = {
      "Examines this machine, a conf file, its Redis and the queue in it; no node needs to run.",
      "The exit code is 1 when there are faults, 69 when Redis cannot be reached, 78 for the file."
    },
    footer = {"%nExample:%n", "  distcomp doctor -conf conf.json --fix"})
final class DoctorVerb implements Callable<Integer> {

  private static final int SHOWN = 50;
  private static final int USUAL_SLOTS = 32;

  @Mixin final ConfOption conf = new ConfOption();

  @Option(
      names = "--fix",
      description = {
        "Mend what can be mended without losing anything. Nodes may go on working.",
        "What cannot be read is kept in Redis under the name broken:."
      })
  boolean fix;

  @Mixin final OutputOptions output = new OutputOptions();

  private final Session session;
  private final List<Checkup> checks = new ArrayList<>();
  private FsckReport report = FsckReport.NOTHING;
  private int exitCode = ExitCode.OK;

  DoctorVerb(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    Config config = config();
    checks.addAll(MachineChecks.all(config == null ? USUAL_SLOTS : config.node().maxTasks()));
    if (config != null) {
      examine(config);
    }
    switch (output.format) {
      case JSON -> session.console().out().println(json().encodePrettily());
      case QUIET -> faults().forEach(session.console().out()::println);
      case TABLE -> show();
    }
    return exitCode == ExitCode.OK && !faults().isEmpty() ? ExitCode.TASKS_FAILED : exitCode;
  }

  private @Nullable Config config() {
    try {
      Config config = conf.read(session);
      checks.add(Checkup.ok("configuration", conf.file));
      config
          .warnings()
          .forEach(warning -> checks.add(Checkup.warning("configuration", warning, "")));
      return config;
    } catch (ConfigSource.Fault e) {
      exitCode = ExitCode.BAD_CONFIG;
      String.valueOf(e.getMessage())
          .lines()
          .forEach(mistake -> checks.add(Checkup.fault("configuration", mistake, "correct it")));
      return null;
    }
  }

  private void examine(Config config) {
    checks.addAll(FileChecks.all(config));
    RunningRedis running = running(config);
    checks.addAll(new PortChecks(config).all(running));
    QueueExam exam = new QueueExam();
    exam.run(config, running, fix, session.clock());
    checks.addAll(exam.checks());
    report = exam.report();
    if (!exam.reachable()) {
      exitCode = ExitCode.UNAVAILABLE;
    }
  }

  private @Nullable RunningRedis running(Config config) {
    try {
      return config.redis().embedded()
          ? RunningRedis.of(config.node().dataDir()).orElse(null)
          : null;
    } catch (IOException e) {
      checks.add(
          Checkup.fault(
              "embedded redis",
              "its state cannot be read: " + e.getMessage(),
              "run this as the user of the node"));
      return null;
    }
  }

  private List<String> faults() {
    return checks.stream().filter(Checkup::isFault).map(Checkup::what).distinct().toList();
  }

  private void show() {
    new Table<Checkup>()
        .left("CHECK", Checkup::what)
        .left("VERDICT", check -> check.verdict().word())
        .left("FOUND", Checkup::found)
        .left("WHAT TO DO", Checkup::advice)
        .print(session.console(), checks);
    List<Finding> findings = report.findings();
    if (findings.isEmpty()) {
      return;
    }
    session.console().out().println();
    new Table<Finding>()
        .left("KIND", finding -> finding.kind().word())
        .left("WHERE", finding -> finding.subject().isEmpty() ? finding.key() : finding.subject())
        .left("FINDING", Finding::sentence)
        .left("MENDED", DoctorVerb::mended)
        .print(session.console(), findings.subList(0, Math.min(SHOWN, findings.size())));
    long hidden = findings.size() - SHOWN + report.more();
    if (hidden > 0) {
      session.console().note("and " + Counted.of(hidden) + " more; -o json shows them");
    }
  }

  private static String mended(Finding finding) {
    return finding.mended() ? "yes" : finding.mendable() ? "with --fix" : "no";
  }

  private JsonObject json() {
    JsonArray found = new JsonArray();
    report.findings().forEach(finding -> found.add(json(finding)));
    JsonArray all = new JsonArray();
    checks.forEach(check -> all.add(check.json()));
    return new JsonObject()
        .put("checks", all)
        .put(
            "fsck",
            new JsonObject()
                .put("tasks", report.tasks())
                .put("entries", report.entries())
                .put("findings", found)
                .put("more", report.more())
                .put("unchecked", new JsonArray(report.unchecked())));
  }

  private static JsonObject json(Finding finding) {
    return new JsonObject()
        .put("kind", finding.kind().word())
        .put("key", finding.key())
        .put("subject", finding.subject())
        .put("finding", finding.sentence())
        .put("mendable", finding.mendable())
        .put("mended", finding.mended());
  }
}
