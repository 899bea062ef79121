package io.distcomp.testkit;

import io.distcomp.queue.FsckReport;
import io.distcomp.queue.Insight;
import io.distcomp.queue.JobRemovedException;
import io.distcomp.queue.QueueStatus;
import io.distcomp.queue.TaskChunk;
import io.distcomp.queue.TaskQueue;
import io.distcomp.task.Attempt;
import io.distcomp.task.AttemptReport;
import io.distcomp.task.CapturedStream;
import io.distcomp.task.Held;
import io.distcomp.task.Incarnation;
import io.distcomp.task.JobId;
import io.distcomp.task.JobRequest;
import io.distcomp.task.JobState;
import io.distcomp.task.JobStatus;
import io.distcomp.task.NodeInfo;
import io.distcomp.task.NodeStatus;
import io.distcomp.task.Outcome;
import io.distcomp.task.TaskCounts;
import io.distcomp.task.TaskId;
import io.distcomp.task.TaskSpec;
import io.distcomp.task.TaskState;
import io.distcomp.task.TaskStatus;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * A queue in memory: submission, control and reading as the real one, no claims. For tests that are
 * not about Redis; safe for use by many threads.
 */
public final class MemoryTaskQueue implements TaskQueue {

  private static final class Job {
    private final JobId id;
    private final String name;
    private final JobRequest request;
    private final Instant submittedAt = Instant.now();
    private final Map<Object, Long> identities = new LinkedHashMap<>();
    private final TreeMap<Long, TaskStatus> tasks = new TreeMap<>();
    private Integer priority;
    private boolean loading = true;
    private boolean paused;
    private Integer limit;
    private Integer maxFails;

    private Job(JobId id, JobRequest request) {
      this.id = id;
      this.request = request;
      this.limit = request.rules().limit();
      this.maxFails = request.rules().maxFails();
      this.priority = request.priority();
      this.name = Objects.requireNonNullElse(request.name(), "job-" + id);
    }
  }

  private final TreeMap<JobId, Job> jobs = new TreeMap<>(Comparator.reverseOrder());
  private final Map<String, JobId> keys = new LinkedHashMap<>();
  private final Map<TaskId, StoredOutput> outputs = new LinkedHashMap<>();
  private final Map<String, NodeStatus> nodes = new LinkedHashMap<>();
  private final List<Consumer<Restarted>> restarts = new ArrayList<>();
  private final Set<JobId> removing = new HashSet<>();
  private boolean away;
  private int reads;
  private double finishedPerSecond;
  private Insight insight;

  // --- what a test does to it

  /** From now on nothing is answered, or everything again. */
  public synchronized void setAway(boolean away) {
    this.away = away;
  }

  /** It is started again and has forgotten this job. */
  public synchronized void restartWithout(JobId lost) {
    jobs.remove(lost);
    restarts.forEach(handler -> handler.accept(new Restarted(Duration.ofSeconds(10))));
  }

  /** As if somebody had submitted it under this number. */
  public synchronized void putJob(JobId id, String name) {
    jobs.put(id, new Job(id, JobRequest.named(name)));
  }

  /** Somebody has begun to remove it. */
  public synchronized void startRemoval(JobId id) {
    removing.add(id);
  }

  public synchronized void setRate(double finishedPerSecond) {
    this.finishedPerSecond = finishedPerSecond;
  }

  /** What people ask beyond the rows is asked there. */
  public synchronized void setInsight(Insight insight) {
    this.insight = insight;
  }

  /** Calls so far that asked for something to show. */
  public synchronized int reads() {
    return reads;
  }

  public synchronized void putNode(NodeInfo info, NodeStatus.State state, int running) {
    Instant now = Instant.now();
    nodes.put(info.name(), new NodeStatus(info, state, now, now, running, 1L << 30));
  }

  public synchronized void removeNode(String name) {
    nodes.remove(name);
  }

  /** A node has taken the task. */
  public synchronized void start(TaskId id, String node) {
    TaskStatus task = find(id).orElseThrow();
    List<Attempt> attempts = new ArrayList<>(task.attempts());
    attempts.add(Attempt.running(node, Instant.now()));
    put(task, TaskState.IN_PROGRESS, attempts);
  }

  /** The task's running attempt has ended. */
  public synchronized void finish(
      TaskId id, Outcome outcome, CapturedStream stdout, CapturedStream stderr) {
    TaskStatus task = find(id).orElseThrow();
    List<Attempt> attempts = new ArrayList<>(task.attempts());
    Attempt last = attempts.remove(attempts.size() - 1);
    attempts.add(
        new Attempt(
            last.node(),
            last.startedAt(),
            Instant.now(),
            outcome,
            Duration.ofMillis(1500),
            1L << 29,
            false));
    boolean good = outcome.kind() == Outcome.Kind.SUCCEEDED;
    put(task, good ? TaskState.FINISHED : TaskState.FAILED, attempts);
    outputs.put(id, new StoredOutput(last.node(), stdout, stderr));
  }

  private void put(TaskStatus task, TaskState state, List<Attempt> attempts) {
    Job job = jobs.get(task.id().job());
    job.tasks.put(
        task.id().index(),
        new TaskStatus(task.id(), task.spec(), state, null, task.reason(), attempts));
  }

  // --- submission

  @Override
  public Future<OpenedJob> open(JobRequest request) {
    return answer(
        () -> {
          Optional<Job> known = known(request);
          Job job = known.orElseGet(() -> newJob(request));
          boolean rerun = request.mode() == JobRequest.Mode.RERUN;
          return new OpenedJob(
              job.id, job.name, known.isEmpty(), rerun, request.idempotencyKey(), null);
        });
  }

  @Override
  public Future<OpenedJob> reopen(JobRequest request, JobId wanted) {
    return answer(
        () -> {
          Job there = jobs.get(wanted);
          boolean free = there == null;
          Job job = there;
          if (there == null || !there.name.equals(request.name())) {
            job = new Job(free ? wanted : new JobId(jobs.firstKey().value() + 1), request);
            jobs.put(job.id, job);
          }
          return new OpenedJob(job.id, job.name, free, false, request.idempotencyKey(), null);
        });
  }

  private Optional<Job> known(JobRequest request) {
    JobId byKey = request.idempotencyKey() == null ? null : keys.get(request.idempotencyKey());
    if (byKey != null) {
      return Optional.of(jobs.get(byKey));
    }
    return request.mode() == JobRequest.Mode.NEW
        ? Optional.empty()
        : jobs.values().stream().filter(job -> job.name.equals(request.name())).findFirst();
  }

  private Job newJob(JobRequest request) {
    Job job = new Job(new JobId(jobs.size() + 1), request);
    jobs.put(job.id, job);
    if (request.idempotencyKey() != null) {
      keys.put(request.idempotencyKey(), job.id);
    }
    return job;
  }

  @Override
  public Future<Added> add(OpenedJob opened, TaskChunk chunk) {
    return answer(
        () -> {
          Job job = jobs.get(opened.id());
          if (removing.contains(opened.id())) {
            throw new JobRemovedException(opened.id());
          }
          Added sum = Added.NOTHING;
          for (TaskSpec spec : chunk.tasks()) {
            sum = sum.plus(add(job, spec, opened.rerun()));
          }
          return sum;
        });
  }

  private Added add(Job job, TaskSpec spec, boolean rerun) {
    Object identity = List.of(spec.type(), spec.command(), String.valueOf(spec.cwd()), spec.env());
    Long index = job.identities.putIfAbsent(identity, job.tasks.size() + 1L);
    if (index == null) {
      TaskId id = new TaskId(job.id, job.tasks.size() + 1L);
      job.tasks.put(id.index(), new TaskStatus(id, spec, TaskState.TODO, null, null, List.of()));
      return new Added(1, 0, 0, 0);
    }
    TaskStatus task = job.tasks.get(index);
    if (rerun && task.state().isFinal()) {
      put(task, TaskState.TODO, task.attempts());
      return new Added(0, 0, 0, 1);
    }
    return new Added(0, 1, 0, 0);
  }

  @Override
  public Future<JobStatus> seal(OpenedJob opened, Added added) {
    return answer(
        () -> {
          jobs.get(opened.id()).loading = false;
          return status(jobs.get(opened.id()));
        });
  }

  // --- control

  @Override
  public Future<Integer> cancel(List<TaskId> tasks) {
    return answer(() -> change(tasks, task -> !task.state().isFinal(), TaskState.CANCELLED));
  }

  @Override
  public Future<Long> cancel(JobId job) {
    return cancel(tasksOf(job)).map(Integer::longValue);
  }

  @Override
  public Future<Integer> retry(List<TaskId> tasks) {
    return answer(
        () ->
            change(
                tasks,
                task -> task.state() == TaskState.FAILED || task.state() == TaskState.CANCELLED,
                TaskState.TODO));
  }

  @Override
  public Future<Long> retry(JobId job) {
    return retry(tasksOf(job)).map(Integer::longValue);
  }

  private synchronized List<TaskId> tasksOf(JobId job) {
    return jobs.get(job).tasks.values().stream().map(TaskStatus::id).toList();
  }

  private int change(List<TaskId> tasks, Predicate<TaskStatus> which, TaskState state) {
    List<TaskStatus> changed =
        tasks.stream().map(this::find).flatMap(Optional::stream).filter(which).toList();
    changed.forEach(task -> put(task, state, task.attempts()));
    return changed.size();
  }

  @Override
  public Future<Boolean> pause(JobId job) {
    return set(job, found -> found.paused = true);
  }

  @Override
  public Future<Boolean> resume(JobId job) {
    return set(job, found -> found.paused = false);
  }

  @Override
  public Future<Boolean> change(JobId job, RuleChange change) {
    return set(
        job,
        found -> {
          found.limit = change.limit().isSet() ? change.limit().value() : found.limit;
          found.maxFails = change.maxFails().isSet() ? change.maxFails().value() : found.maxFails;
        });
  }

  private Future<Boolean> set(JobId job, Consumer<Job> change) {
    return answer(
        () -> {
          Optional<Job> found = Optional.ofNullable(jobs.get(job));
          found.ifPresent(change);
          return found.isPresent();
        });
  }

  @Override
  public Future<Halted> haltFailing() {
    return noNode();
  }

  @Override
  public Future<Boolean> drain(String node, boolean draining) {
    return answer(
        () -> {
          NodeStatus status = nodes.get(node);
          if (status == null) {
            return false;
          }
          putNode(
              status.info(),
              draining ? NodeStatus.State.DRAINING : NodeStatus.State.LIVE,
              status.running());
          return true;
        });
  }

  // --- many tasks at once

  @Override
  public Future<Boolean> reprioritise(JobId id, int priority) {
    return answer(
        () -> {
          Job job = jobs.get(id);
          if (job != null) {
            job.priority = priority;
          }
          return job != null;
        });
  }

  @Override
  public Future<Removal> remove(JobId id) {
    return answer(
        () -> {
          Job job = jobs.get(id);
          if (job == null) {
            return Removal.UNKNOWN;
          }
          if (job.loading) {
            return Removal.LOADING;
          }
          if (counts(List.copyOf(job.tasks.values())).inProgress() > 0) {
            return Removal.RUNNING;
          }
          jobs.remove(id);
          return Removal.REMOVED;
        });
  }

  @Override
  public Future<Count> count(TaskFilter filter, String cursor) {
    return read(() -> new Count(matching(filter).size(), null));
  }

  @Override
  public Future<Change> cancel(TaskFilter filter, long expected) {
    return change(filter, expected, this::cancel);
  }

  @Override
  public Future<Change> retry(TaskFilter filter, long expected) {
    return change(filter, expected, this::retry);
  }

  private Future<Change> change(
      TaskFilter filter, long expected, Function<List<TaskId>, Future<Integer>> verb) {
    List<TaskId> ids = matching(filter).stream().map(TaskStatus::id).toList();
    Set<JobId> changed = ids.stream().map(TaskId::job).collect(Collectors.toSet());
    return ids.size() == expected
        ? verb.apply(ids).map(n -> new Change(expected, true, n, changed))
        : answer(() -> new Change(ids.size(), false, 0, Set.of()));
  }

  @Override
  public Future<Integer> finishUnfinished() {
    return Future.succeededFuture(0);
  }

  @Override
  public Future<Optional<OldJob>> removeOld(Incarnation by, Keep keep) {
    return Future.succeededFuture(Optional.empty());
  }

  @Override
  public Future<List<RemovedJob>> removedSince(Instant time) {
    return Future.succeededFuture(List.of());
  }

  // --- reading

  @Override
  public Future<Optional<JobStatus>> job(JobId id) {
    return read(() -> Optional.ofNullable(jobs.get(id)).map(this::status));
  }

  @Override
  public Future<Optional<JobId>> jobNamed(String name) {
    return read(() -> known(JobRequest.named(name)).map(job -> job.id));
  }

  @Override
  public Future<Page<JobStatus>> jobs(int limit, String cursor) {
    return read(() -> page(jobs.values().stream().map(this::status).toList(), limit, cursor));
  }

  @Override
  public Future<Optional<TaskStatus>> task(TaskId id) {
    return read(() -> find(id));
  }

  @Override
  public Future<Page<TaskStatus>> tasks(TaskFilter filter, int limit, String cursor) {
    return read(() -> page(matching(filter), limit, cursor));
  }

  private synchronized List<TaskStatus> matching(TaskFilter filter) {
    return jobs.values().stream()
        .flatMap(job -> job.tasks.values().stream())
        .filter(task -> fits(filter, task))
        .toList();
  }

  private static boolean fits(TaskFilter filter, TaskStatus task) {
    Optional<Attempt> last =
        task.attempts().isEmpty()
            ? Optional.empty()
            : Optional.of(task.attempts().get(task.attempts().size() - 1));
    Optional<Outcome> outcome = last.map(Attempt::outcome);
    return is(filter.job(), task.id().job())
        && is(filter.state(), task.state())
        && is(filter.outcome(), outcome.map(o -> o.kind().word()).orElse(null))
        && is(filter.exitCode(), outcome.map(Outcome::exitCode).orElse(null))
        && is(filter.node(), last.map(Attempt::node).orElse(null))
        && filter.failure() == null
        && (filter.text() == null || task.spec().command().contains(filter.text()));
  }

  private static boolean is(Object wanted, Object actual) {
    return wanted == null || wanted.equals(actual);
  }

  private static <T> Page<T> page(List<T> rows, int limit, String cursor) {
    int from = cursor == null ? 0 : Integer.parseInt(cursor);
    int to = Math.min(rows.size(), from + limit);
    return new Page<>(rows.subList(from, to), to < rows.size() ? Integer.toString(to) : null);
  }

  @Override
  public Future<Optional<StoredOutput>> output(TaskId id) {
    return read(() -> Optional.ofNullable(outputs.get(id)));
  }

  @Override
  public Future<List<NodeStatus>> nodes() {
    return read(() -> List.copyOf(nodes.values()));
  }

  @Override
  public Future<QueueStatus> status() {
    return read(
        () -> {
          TaskCounts counts =
              counts(jobs.values().stream().flatMap(job -> job.tasks.values().stream()).toList());
          return new QueueStatus(counts, finishedPerSecond, 0, counts.settled(), 0, 0);
        });
  }

  @Override
  public synchronized Insight insight() {
    return Objects.requireNonNull(insight, "no insight was set");
  }

  private Optional<TaskStatus> find(TaskId id) {
    return Optional.ofNullable(jobs.get(id.job())).map(job -> job.tasks.get(id.index()));
  }

  private JobStatus status(Job job) {
    TaskCounts counts = counts(List.copyOf(job.tasks.values()));
    return new JobStatus(
        job.id,
        job.name,
        job.submittedAt,
        state(job, counts),
        job.priority,
        job.limit,
        counts,
        null,
        new JobStatus.Holds(
            job.maxFails, job.request.rules().after(), job.request.rules().notBefore()));
  }

  private static JobState state(Job job, TaskCounts counts) {
    if (job.loading) {
      return JobState.LOADING;
    }
    if (counts.open() > 0) {
      return job.paused ? JobState.PAUSED : JobState.RUNNING;
    }
    return counts.failed() > 0 ? JobState.FAILED : JobState.FINISHED;
  }

  private static TaskCounts counts(List<TaskStatus> tasks) {
    Function<TaskState, Long> count =
        state -> tasks.stream().filter(task -> task.state() == state).count();
    return new TaskCounts(
        count.apply(TaskState.TODO),
        count.apply(TaskState.WAITING),
        count.apply(TaskState.IN_PROGRESS),
        count.apply(TaskState.FINISHED),
        count.apply(TaskState.FAILED),
        count.apply(TaskState.CANCELLED));
  }

  private <T> Future<T> read(Supplier<T> reading) {
    return answer(
        () -> {
          reads++;
          return reading.get();
        });
  }

  private synchronized <T> Future<T> answer(Supplier<T> verb) {
    if (away) {
      return Future.failedFuture("connection refused");
    }
    try {
      return Future.succeededFuture(verb.get());
    } catch (RuntimeException e) {
      return Future.failedFuture(e);
    }
  }

  // --- a node's verbs: not here

  @Override
  public Future<Registered> register(NodeInfo node, Duration lease) {
    return noNode();
  }

  @Override
  public Future<Exchanged> exchange(List<AttemptReport> ended, ClaimRequest request) {
    return noNode();
  }

  @Override
  public Future<List<Commit>> commit(List<AttemptReport> reports) {
    return noNode();
  }

  @Override
  public Future<Renewed> renew(Renewal renewal) {
    return noNode();
  }

  @Override
  public Future<Integer> release(List<Held> tasks, String node, String reason) {
    return noNode();
  }

  @Override
  public Future<Reaped> reap(int max, Duration strike) {
    return noNode();
  }

  @Override
  public Future<Oversized> endOversized(long from, Duration patience) {
    return noNode();
  }

  @Override
  public Future<Void> deregister(Incarnation incarnation) {
    return noNode();
  }

  @Override
  public Future<FsckReport> fsckTurn(Incarnation by) {
    return Future.succeededFuture(FsckReport.NOTHING);
  }

  @Override
  public Future<Void> onWake(Consumer<Wake> handler) {
    return noNode();
  }

  @Override
  public synchronized Future<Void> onRestart(Consumer<Restarted> handler) {
    restarts.add(handler);
    return Future.succeededFuture();
  }

  private static <T> Future<T> noNode() {
    throw new UnsupportedOperationException("no node works on the queue in memory");
  }
}
