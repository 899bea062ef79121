package io.distcomp.queue;

import io.distcomp.task.AttemptReport;
import io.distcomp.task.Held;
import io.distcomp.task.Incarnation;
import io.distcomp.task.JobId;
import io.distcomp.task.JobRequest;
import io.distcomp.task.JobStatus;
import io.distcomp.task.NodeInfo;
import io.distcomp.task.NodeStatus;
import io.distcomp.task.RetryPolicy;
import io.distcomp.task.TaskId;
import io.distcomp.task.TaskStatus;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The queue on Redis. Connections: for claims and outcomes, for leases (a busy node must not lose
 * its own), for users, for wake-ups. Safe for use by many threads.
 */
public final class RedisTaskQueue implements TaskQueue {

  private final List<RedisLink> links;
  private final WakeUps wakes;
  private final Restarts restarts = new Restarts();
  private final Submissions submissions;
  private final NodeWork work;
  private final Commits commits;
  private final Control control;
  private final Holds holds;
  private final JobReader jobs;
  private final NodeReader nodes;
  private final TaskReader tasks;
  private final JobChanges changes;
  private final Matches matches;
  private final StartChecks checks;
  private final LightFsck fsck;
  private final RedisInsight insight;

  /** Connects at the first call. */
  public RedisTaskQueue(
      Vertx vertx, RedisAddress address, RetryPolicy policy, Clock clock, RandomGenerator random) {
    QueueKeys keys = new QueueKeys(address.queue());
    RedisLink busy = new RedisLink(vertx, address);
    ServerQuestion who = new ServerQuestion(keys, address.isSingle());
    RedisLink heart = new RedisLink(vertx, address, who::ask, restarts::onServer);
    RedisLink users = new RedisLink(vertx, address, who::ask, server -> {});
    links = List.of(busy, heart, users);
    wakes = new WakeUps(vertx, address, keys, random);
    holds = new Holds(users, heart, keys);
    commits = new Commits(busy, keys, policy, clock, random);
    work = new NodeWork(busy, heart, keys, policy, clock, commits);
    control = new Control(users, keys);
    jobs = new JobReader(users, keys, clock);
    submissions = new Submissions(users, keys, holds, jobs);
    nodes = new NodeReader(users, keys);
    tasks = new TaskReader(users, keys, nodes);
    insight = new RedisInsight(heart, users, keys, clock, jobs, nodes, tasks);
    changes = new JobChanges(users, keys);
    matches = new Matches(users, keys, tasks, control);
    checks = new StartChecks(users, keys);
    fsck = new LightFsck(heart, keys);
  }

  /** Warnings about this Redis; fails with {@link UnfitRedisException} when it is of no use. */
  public Future<List<String>> check() {
    return checks.run();
  }

  /** This Redis is about to be stopped in order: the next job numbers follow the last one. */
  public Future<Void> endsInOrder() {
    return submissions.forgetServer();
  }

  /** Ends all connections; calls that wait for an answer fail. */
  public void close() {
    wakes.close();
    links.forEach(RedisLink::close);
  }

  @Override
  public Future<OpenedJob> open(JobRequest request) {
    return submissions.open(request, null);
  }

  @Override
  public Future<OpenedJob> reopen(JobRequest request, JobId wanted) {
    return submissions.open(request, wanted);
  }

  @Override
  public Future<Added> add(OpenedJob job, TaskChunk chunk) {
    return submissions.add(job, chunk);
  }

  @Override
  public Future<JobStatus> seal(OpenedJob job, Added added) {
    return submissions.seal(job, added);
  }

  @Override
  public Future<Stored> addAndSeal(OpenedJob job, TaskChunk all) {
    return job.idempotencyKey() == null
        ? submissions.together(job, all)
        : TaskQueue.super.addAndSeal(job, all);
  }

  @Override
  public Future<Registered> register(NodeInfo node, Duration lease) {
    return work.register(node, lease);
  }

  @Override
  public Future<Exchanged> exchange(List<AttemptReport> ended, ClaimRequest request) {
    return work.exchange(ended, request);
  }

  @Override
  public Future<List<Commit>> commit(List<AttemptReport> reports) {
    return commits.commit(reports);
  }

  @Override
  public Future<Renewed> renew(Renewal renewal) {
    return work.renew(renewal);
  }

  @Override
  public Future<Integer> release(List<Held> held, String node, String reason) {
    return work.release(held, node, reason);
  }

  @Override
  public Future<Reaped> reap(int max, Duration strike) {
    return work.reap(max, strike);
  }

  @Override
  public Future<Oversized> endOversized(long from, Duration patience) {
    return work.endOversized(from, patience);
  }

  @Override
  public Future<Void> deregister(Incarnation incarnation) {
    return work.deregister(incarnation);
  }

  @Override
  public Future<FsckReport> fsckTurn(Incarnation by) {
    return fsck.turn(by.value());
  }

  @Override
  public Future<Void> onWake(Consumer<Wake> handler) {
    return wakes.add(handler);
  }

  @Override
  public Future<Void> onRestart(Consumer<Restarted> handler) {
    return restarts.add(handler);
  }

  @Override
  public Future<Integer> cancel(List<TaskId> ids) {
    return control.cancel(ids);
  }

  @Override
  public Future<Long> cancel(JobId job) {
    return control.cancel(job);
  }

  @Override
  public Future<Integer> retry(List<TaskId> ids) {
    return control.retry(ids);
  }

  @Override
  public Future<Long> retry(JobId job) {
    return control.retry(job);
  }

  @Override
  public Future<Boolean> pause(JobId job) {
    return holds.pause(job, true);
  }

  @Override
  public Future<Boolean> resume(JobId job) {
    return holds.pause(job, false);
  }

  @Override
  public Future<Boolean> change(JobId job, RuleChange change) {
    return holds.change(job, change);
  }

  @Override
  public Future<Halted> haltFailing() {
    return holds.haltFailing();
  }

  @Override
  public Future<Boolean> reprioritise(JobId job, int priority) {
    return changes.reprioritise(job, priority);
  }

  @Override
  public Future<Removal> remove(JobId job) {
    return changes.remove(job);
  }

  @Override
  public Future<Integer> finishUnfinished() {
    return changes.finishUnfinished();
  }

  @Override
  public Future<List<RemovedJob>> removedSince(Instant time) {
    return changes.removedSince(time);
  }

  @Override
  public Future<Optional<OldJob>> removeOld(Incarnation by, Keep keep) {
    return changes.removeOld(by.value(), keep);
  }

  @Override
  public Future<Count> count(TaskFilter filter, @Nullable String cursor) {
    return matches.count(filter, cursor);
  }

  @Override
  public Future<Change> cancel(TaskFilter filter, long expected) {
    return matches.cancel(filter, expected);
  }

  @Override
  public Future<Change> retry(TaskFilter filter, long expected) {
    return matches.retry(filter, expected);
  }

  @Override
  public Future<Boolean> drain(String node, boolean draining) {
    return control.drain(node, draining);
  }

  @Override
  public Future<Optional<JobStatus>> job(JobId id) {
    return jobs.job(id);
  }

  @Override
  public Future<Optional<JobId>> jobNamed(String name) {
    return jobs.named(name);
  }

  @Override
  public Future<Page<JobStatus>> jobs(int limit, @Nullable String cursor) {
    return Future.succeededFuture().compose(v -> jobs.jobs(limit, cursor));
  }

  @Override
  public Future<Optional<TaskStatus>> task(TaskId id) {
    return tasks.task(id);
  }

  @Override
  public Future<Page<TaskStatus>> tasks(TaskFilter filter, int limit, @Nullable String cursor) {
    return Future.succeededFuture().compose(v -> tasks.tasks(filter, limit, cursor));
  }

  @Override
  public Future<Optional<StoredOutput>> output(TaskId id) {
    return tasks.output(id);
  }

  @Override
  public Future<List<NodeStatus>> nodes() {
    return nodes.nodes();
  }

  @Override
  public Future<QueueStatus> status() {
    return jobs.status();
  }

  @Override
  public Insight insight() {
    return insight;
  }
}
