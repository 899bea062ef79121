package io.distcomp.cluster;

import io.distcomp.queue.Members;
import io.distcomp.queue.Members.Member;
import io.distcomp.task.Counted;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gets the node into the cluster, keeps it there and keeps the member list fresh. Owned by {@link
 * ClusteredVertx}; its state is touched only on its own context.
 *
 * <p>The first node of a queue joins nobody, and two such nodes at once would make two clusters: so
 * with an empty list register and join are one step under a lock. Whoever finds a list joins by it
 * without the lock. Should two clusters exist all the same, Hazelcast merges them: it looks at the
 * list, which this class refreshes, every few seconds.
 */
final class ClusterJoiner {

  private static final Logger LOG = LoggerFactory.getLogger(ClusterJoiner.class);
  private static final String OFF = "live events of other machines are off: set cluster_host";

  static final Duration START_LIMIT = Duration.ofSeconds(20);
  private static final Duration REFRESH = Duration.ofSeconds(10);
  private static final Duration REGISTRATION = Duration.ofSeconds(30);
  private static final Duration LOCK = Duration.ofSeconds(25);
  private static final Duration LOCK_POLL = Duration.ofMillis(200);
  private static final Duration AGAIN = Duration.ofSeconds(5);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(5);
  private static final int LOCK_TRIES = 75;

  private final Vertx vertx;
  private final Context context;
  private final LateClusterManager manager;
  private final BindAddress bind;
  private final int port;
  private final Members members;
  private final Reach reach;
  private final Promise<Boolean> firstAttempt = Promise.promise();

  private volatile @Nullable CompletableFuture<HazelcastLink> opening;
  private volatile @Nullable HazelcastLink link;
  private volatile Optional<String> notice = Optional.empty();
  private volatile boolean stopped;
  private boolean saidOff;
  private int lastCount;
  private long timer = -1;
  private volatile @Nullable String registered;
  private @Nullable String lastFailure;

  ClusterJoiner(
      Vertx vertx, LateClusterManager manager, BindAddress bind, int port, Members members) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.manager = manager;
    this.bind = bind;
    this.port = port;
    this.members = members;
    reach = new Reach(bind, members.host());
  }

  void start() {
    vertx.setTimer(START_LIMIT.toMillis(), id -> warnIfSlow());
    context.runOnContext(v -> attempt());
  }

  /** True once joined; false when the first attempt failed or took longer than the limit. */
  Future<Boolean> firstAttempt() {
    return firstAttempt.future();
  }

  ClusterStatus status() {
    HazelcastLink current = link;
    return current == null
        ? new ClusterStatus(ClusterStatus.State.JOINING, 1, notice)
        : new ClusterStatus(ClusterStatus.State.JOINED, manager.getNodes().size(), notice);
  }

  private void attempt() {
    if (!stopped) {
      join().onSuccess(v -> onJoined()).onFailure(this::onFailed);
    }
  }

  private Future<Void> join() {
    return members
        .cluster()
        .compose(cluster -> members.live().compose(live -> joinOrFound(cluster, live, 0)));
  }

  private Future<Void> joinOrFound(String cluster, List<Member> live, int tries) {
    if (stopped) {
      return Future.failedFuture("stopped");
    }
    List<String> others = joinable(live);
    if (!others.isEmpty() || tries >= LOCK_TRIES) {
      return open(cluster, others);
    }
    String token = UUID.randomUUID().toString();
    return members
        .tryLock(token, LOCK)
        .compose(ours -> ours ? locked(cluster, token) : later(cluster, tries));
  }

  /** Somebody may have joined between the look at the list and the lock. */
  private Future<Void> locked(String cluster, String token) {
    return members
        .live()
        .compose(live -> open(cluster, joinable(live)))
        .eventually(() -> members.unlock(token));
  }

  private Future<Void> later(String cluster, int tries) {
    return vertx
        .timer(LOCK_POLL.toMillis())
        .compose(v -> members.live())
        .compose(live -> joinOrFound(cluster, live, tries + 1));
  }

  private Future<Void> open(String cluster, List<String> others) {
    HazelcastSettings settings = new HazelcastSettings(cluster, manager.getNodeId(), bind, port);
    CompletableFuture<HazelcastLink> starting = HazelcastLink.open(settings, others);
    opening = starting;
    // Here and not in enter: after a stop this node's context runs nothing any more.
    CompletableFuture<HazelcastLink> usable = starting.thenApply(this::closeIfStopped);
    return Future.fromCompletionStage(usable, context).compose(this::enter);
  }

  private HazelcastLink closeIfStopped(HazelcastLink opened) {
    if (stopped) {
      closeInBackground(opened);
    }
    return opened;
  }

  private Future<Void> enter(HazelcastLink opened) {
    if (stopped) {
      return Future.failedFuture("stopped");
    }
    link = opened;
    opened.onEnd(() -> tellLost(opened));
    return manager.attach(opened).onFailure(e -> giveUp(opened)).compose(v -> register(opened));
  }

  private void tellLost(HazelcastLink lost) {
    if (!stopped) {
      context.runOnContext(v -> onLost(lost));
    }
  }

  private void giveUp(HazelcastLink opened) {
    link = null;
    closeInBackground(opened);
  }

  private void closeInBackground(HazelcastLink unused) {
    Future.fromCompletionStage(unused.close())
        .onFailure(e -> LOG.debug("A link was not closed: {}", e.toString()));
  }

  private Future<Void> register(HazelcastLink current) {
    String address = current.address();
    registered = address;
    return members.register(address, REGISTRATION);
  }

  private void onJoined() {
    HazelcastLink current = link;
    if (current != null) {
      LOG.info("In the cluster at {}", current.address());
      tellCount();
    }
    lastFailure = null;
    firstAttempt.tryComplete(true);
    again(REFRESH, this::refresh);
  }

  /** A node that is in, but whose registration failed, refreshes: it is not started twice. */
  private void onFailed(Throwable cause) {
    firstAttempt.tryComplete(false);
    if (stopped) {
      return;
    }
    if (!cause.toString().equals(lastFailure)) {
      lastFailure = cause.toString();
      LOG.warn("Not in the cluster, live events of other nodes are off for now: {}", lastFailure);
    }
    again(AGAIN, link == null ? this::attempt : this::refresh);
  }

  private void warnIfSlow() {
    if (firstAttempt.tryComplete(false)) {
      LOG.warn(
          "The cluster was not joined in {} s; the node works without it and goes on trying",
          START_LIMIT.toSeconds());
    }
  }

  private void onLost(HazelcastLink lost) {
    manager.detach(lost);
    if (link == lost) {
      link = null;
      if (!stopped) {
        LOG.warn("The cluster is lost; the node works without it and joins again");
        again(AGAIN, this::attempt);
      }
    }
  }

  private void refresh() {
    HazelcastLink current = link;
    if (stopped || current == null) {
      return;
    }
    members
        .cluster()
        .compose(cluster -> cluster.equals(current.cluster()) ? look(current) : leave(current))
        .eventually(manager::heal)
        .onFailure(e -> LOG.debug("The member list was not refreshed: {}", e.toString()))
        .onComplete(v -> refreshAgain(current));
  }

  private void refreshAgain(HazelcastLink current) {
    if (link == current) {
      tellCount();
      again(REFRESH, this::refresh);
    }
  }

  private void tellCount() {
    int count = manager.getNodes().size();
    if (count != lastCount) {
      lastCount = count;
      LOG.info("The cluster has {}", Counted.of(count, "member"));
    }
  }

  private Future<Void> look(HazelcastLink current) {
    return register(current)
        .compose(v -> members.live())
        .onSuccess(live -> current.setMembers(joinable(live)))
        .mapEmpty();
  }

  /** Redis was replaced: nodes that start from now on are in a cluster of another name. */
  private Future<Void> leave(HazelcastLink current) {
    LOG.info("The queue's cluster has another name now; joining that");
    return Future.fromCompletionStage(current.close(), context);
  }

  private List<String> joinable(List<Member> live) {
    List<Member> reachable = live.stream().filter(reach::includes).toList();
    boolean anyUnreachable = reachable.size() < live.size();
    if (anyUnreachable && !saidOff) {
      saidOff = true;
      LOG.warn(OFF);
    }
    notice = anyUnreachable ? Optional.of(OFF) : Optional.empty();
    return reachable.stream().map(Member::address).toList();
  }

  /** One timer at a time, so that a loss and a refresh do not start two rounds. */
  private void again(Duration delay, Runnable next) {
    vertx.cancelTimer(timer);
    timer = vertx.setTimer(delay.toMillis(), id -> next.run());
  }

  /** Takes the address off the list; while Redis is away it expires by itself. */
  Future<Void> unregister() {
    String address = registered;
    return address == null ? Future.succeededFuture() : members.unregister(address);
  }

  /** Ends everything; the answer is when others have been told, or the limit is over. */
  Future<Void> stop() {
    stopped = true;
    firstAttempt.tryComplete(false);
    CompletableFuture<HazelcastLink> last = opening;
    if (last == null || !last.isDone() || last.isCompletedExceptionally()) {
      return Future.succeededFuture();
    }
    HazelcastLink current = last.join();
    manager.detach(current);
    return Future.fromCompletionStage(current.close(), context)
        .timeout(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)
        .onFailure(e -> LOG.warn("Hazelcast did not stop in {} s", STOP_LIMIT.toSeconds()))
        .otherwiseEmpty();
  }
}
