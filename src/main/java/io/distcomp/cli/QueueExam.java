package io.distcomp.cli;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.distcomp.config.Config;
import io.distcomp.queue.Finding;
import io.distcomp.queue.FsckReport;
import io.distcomp.queue.QueueDoctor;
import io.distcomp.queue.RedisAddress;
import io.distcomp.queue.RedisFacts;
import io.distcomp.redis.RunningRedis;
import io.distcomp.task.Counted;
import io.distcomp.task.NodeStatus;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The part of {@code doctor} that talks to Redis. Blocking; made by {@link DoctorVerb}, and verbs
 * that ask Redis themselves do it in its way.
 */
final class QueueExam {

  static final int ANSWER_S = 15;
  private static final int FSCK_S = 3600;

  private final List<Checkup> checks = new ArrayList<>();
  private FsckReport report = FsckReport.NOTHING;
  private boolean reachable;

  List<Checkup> checks() {
    return List.copyOf(checks);
  }

  FsckReport report() {
    return report;
  }

  boolean reachable() {
    return reachable;
  }

  void run(Config config, @Nullable RunningRedis running, boolean fix, Clock clock) {
    if (config.redis().embedded() && running == null) {
      checks.add(
          Checkup.fault(
              "redis",
              "the embedded one does not run: no node of this data_dir does",
              "start the node, then ask again"));
      return;
    }
    RedisAddress address = address(config.redis(), running);
    Vertx vertx = Vertx.vertx();
    try (QueueDoctor doctor = new QueueDoctor(vertx, address, clock)) {
      examine(doctor, address.url(), fix);
    } finally {
      var unused = vertx.close();
    }
  }

  /**
   * What a Redis says of itself.
   *
   * @throws CliException when it does not answer
   */
  static RedisFacts facts(RedisAddress address, Clock clock) {
    Vertx vertx = Vertx.vertx();
    try (QueueDoctor doctor = new QueueDoctor(vertx, address, clock)) {
      return await(doctor.facts(), ANSWER_S);
    } catch (IllegalStateException | TimeoutException e) {
      throw CliException.unavailable(
          address.url() + ": " + Escape.line(String.valueOf(e.getMessage())));
    } finally {
      var unused = vertx.close();
    }
  }

  /**
   * Where the Redis of a conf file is now.
   *
   * @throws CliException when it is an embedded one that does not run
   */
  static RedisAddress reached(Config config) {
    try {
      RunningRedis running =
          config.redis().embedded()
              ? RunningRedis.of(config.node().dataDir()).orElseThrow(QueueExam::notRunning)
              : null;
      return address(config.redis(), running);
    } catch (IOException e) {
      throw CliException.unavailable(
          "the state of the embedded Redis cannot be read: " + e.getMessage());
    }
  }

  private static CliException notRunning() {
    return CliException.unavailable(
        "the embedded Redis runs only with its node: start that, then ask again");
  }

  private static RedisAddress address(Config.Redis config, @Nullable RunningRedis running) {
    String url = running == null ? String.valueOf(config.url()) : running.url();
    return new RedisAddress(
        url,
        config.user(),
        running == null ? config.password() : running.password(),
        config.database(),
        config.tlsCaFile(),
        config.queue());
  }

  private void examine(QueueDoctor doctor, String url, boolean fix) {
    try {
      List<Checkup> facts = RedisChecks.all(await(doctor.facts(), ANSWER_S));
      reachable = true;
      checks.add(Checkup.ok("redis", "answers at " + url));
      checks.addAll(facts);
      fsck(doctor, fix);
      nodes(doctor);
    } catch (RuntimeException | TimeoutException e) {
      reachable = false;
      checks.add(
          Checkup.fault(
              "redis",
              url + ": " + e.getMessage(),
              "see that it runs, and that redis_host, redis_port and redis_pass are right"));
    }
  }

  private void fsck(QueueDoctor doctor, boolean fix) throws TimeoutException {
    report = await(doctor.fsck(fix), FSCK_S);
    long found = report.findings().size() + report.more();
    String looked =
        Counted.of(report.tasks(), "task") + " looked at, " + Counted.of(found, "finding");
    if (found == 0) {
      checks.add(Checkup.ok("queue", looked));
    } else if (report.open() == 0) {
      checks.add(Checkup.ok("queue", looked + ", all mended"));
    } else {
      long mendable = report.findings().stream().filter(Finding::mendable).count();
      checks.add(
          Checkup.fault(
              "queue",
              looked,
              fix || mendable == 0 ? "see them below" : "doctor --fix mends them"));
    }
    report
        .unchecked()
        .forEach(what -> checks.add(Checkup.warning("not checked", what, "ask again later")));
  }

  /** Rows that cannot be read are a finding of the fsck, not the end of the examination. */
  private void nodes(QueueDoctor doctor) throws TimeoutException {
    try {
      List<NodeStatus> nodes = await(doctor.nodes(), ANSWER_S);
      List<String> live =
          nodes.stream().filter(QueueExam::isLive).map(node -> node.info().name()).toList();
      checks.add(
          live.isEmpty()
              ? Checkup.warning("live nodes", "none", "start one: distcomp -conf FILE")
              : Checkup.ok("live nodes", live.size() + ": " + String.join(" ", live)));
    } catch (RuntimeException e) {
      checks.add(Checkup.warning("live nodes", "not known: " + e.getMessage(), "doctor --fix"));
    }
  }

  private static boolean isLive(NodeStatus node) {
    return node.state() == NodeStatus.State.LIVE || node.state() == NodeStatus.State.DRAINING;
  }

  /** An error reply of Redis is a Throwable and no exception; await would throw it as it is. */
  static <T> T await(Future<T> future, int seconds) throws TimeoutException {
    return future
        .recover(e -> Future.failedFuture(new IllegalStateException(e.getMessage(), e)))
        .await(seconds, SECONDS);
  }
}
