package io.distcomp.queue;

import io.distcomp.task.AttemptReport;
import io.distcomp.task.Incarnation;
import io.distcomp.task.JobId;
import io.distcomp.task.JobRequest;
import io.distcomp.task.JobStatus;
import io.distcomp.task.NodeInfo;
import io.distcomp.task.NodeStatus;
import io.distcomp.task.RetryPolicy;
import io.distcomp.task.TaskId;
import io.distcomp.task.TaskSpec;
import io.distcomp.task.TaskStatus;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The queue on Redis. Four connections: one for claims and outcomes, one for leases (a busy node
 * must not lose its lease), one for users, one for wake-ups. Safe for use by many threads.
 */
public final class RedisTaskQueue implements TaskQueue {

  private final List<RedisLink> links;
  private final WakeUps wakes;
  private final Restarts restarts = new Restarts();
  private final Submissions submissions;
  private final NodeWork work;
  private final Commits commits;
  private final Control control;
  private final JobReader jobs;
  private final NodeReader nodes;
  private final TaskReader tasks;
  private final StartChecks checks;
  private final LightFsck fsck;

  /** Connects at the first call. */
  public RedisTaskQueue(
      Vertx vertx, RedisAddress address, RetryPolicy policy, Clock clock, RandomGenerator random) {
    Supplier<Redis> clients = () -> Redis.createClient(vertx, address.options());
    QueueKeys keys = new QueueKeys(address.queue());
    RedisLink busy = new RedisLink(vertx, clients);
    ServerQuestion who = new ServerQuestion(keys, address.isSingle());
    RedisLink heart = new RedisLink(vertx, clients, who::ask, restarts::onServer);
    RedisLink users = new RedisLink(vertx, clients, who::ask, server -> {});
    links = List.of(busy, heart, users);
    wakes = new WakeUps(vertx, clients, keys, random);
    submissions = new Submissions(users, keys);
    work = new NodeWork(busy, heart, keys, policy, clock);
    commits = new Commits(busy, keys, policy, clock, random);
    control = new Control(users, keys);
    jobs = new JobReader(users, keys, clock);
    nodes = new NodeReader(users, keys, clock);
    tasks = new TaskReader(users, keys, nodes);
    checks = new StartChecks(users, keys);
    fsck = new LightFsck(heart, keys);
  }

  /**
   * Looks whether this Redis can be used, before anything else.
   *
   * @return warnings for the user; fails with {@link UnfitRedisException} when it must not be used
   */
  public Future<List<String>> check() {
    return checks.run();
  }

  /**
   * Says that this Redis is about to be stopped in order. Its next process has forgotten nothing,
   * so that job numbers go on where they were.
   */
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
  public Future<Added> add(OpenedJob job, List<TaskSpec> specs) {
    return submissions.add(job, specs);
  }

  @Override
  public Future<JobStatus> seal(OpenedJob job, Added added) {
    return submissions
        .seal(job, added)
        .compose(v -> job(job.id()))
        .map(
            found ->
                found.orElseThrow(
                    () -> new IllegalStateException("job " + job.id() + " was removed")));
  }

  @Override
  public Future<Registered> register(NodeInfo node, Duration lease) {
    return work.register(node, lease);
  }

  @Override
  public Future<Claimed> claim(ClaimRequest request) {
    return work.claim(request);
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
    return jobs.jobs(limit, cursor);
  }

  @Override
  public Future<Optional<TaskStatus>> task(TaskId id) {
    return tasks.task(id);
  }

  @Override
  public Future<Page<TaskStatus>> tasks(TaskFilter filter, int limit, @Nullable String cursor) {
    return tasks.tasks(filter, limit, cursor);
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
}
