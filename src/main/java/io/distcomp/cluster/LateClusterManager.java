package io.distcomp.cluster;

import io.vertx.core.Completable;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.shareddata.AsyncMap;
import io.vertx.core.shareddata.Counter;
import io.vertx.core.shareddata.Lock;
import io.vertx.core.spi.cluster.ClusterManager;
import io.vertx.core.spi.cluster.NodeInfo;
import io.vertx.core.spi.cluster.NodeListener;
import io.vertx.core.spi.cluster.RegistrationInfo;
import io.vertx.core.spi.cluster.RegistrationListener;
import io.vertx.core.spi.cluster.RegistrationUpdateEvent;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A Vert.x cluster manager that is always there: a cluster of one until a {@link HazelcastLink} is
 * attached, and again when it is lost. Made by {@link ClusteredVertx}, driven by {@link
 * ClusterJoiner}, called by Vert.x from any thread.
 *
 * <p>No call waits for Hazelcast longer than a link's own limit, and none fails because of it:
 * without an answer this node is alone.
 */
final class LateClusterManager implements ClusterManager {

  private static final String NO_SHARED_DATA =
      "the cluster carries messages only; shared data is in Redis";

  private final String nodeId = UUID.randomUUID().toString();
  private final OwnRegistrations own = new OwnRegistrations();
  private final Set<String> sentTo = ConcurrentHashMap.newKeySet();
  private final RegistrationListener forwarder = new Forwarder();

  private volatile @Nullable Vertx vertx;
  private volatile @Nullable RegistrationListener listener;
  private volatile @Nullable NodeInfo nodeInfo;
  private volatile @Nullable HazelcastLink link;
  private volatile Supplier<Future<Void>> onLeave = Future::succeededFuture;

  /** Puts this node into the cluster: from now on others hear it and it hears them. */
  Future<Void> attach(HazelcastLink joined) {
    return joined
        .join(forwarder)
        .compose(
            v -> {
              link = joined;
              return heal().otherwiseEmpty();
            });
  }

  /** Back to a cluster of one, if this is the link in use. */
  void detach(HazelcastLink lost) {
    if (link == lost) {
      link = null;
      sentTo.forEach(address -> update(address, own.of(address)));
    }
  }

  /**
   * Tells the cluster again what this node listens to and asks again who listens to what this node
   * sends: after a split, a pause or a lost event both may be wrong, and Vert.x 5.0.7 never asks
   * twice.
   */
  Future<Void> heal() {
    HazelcastLink current = link;
    NodeInfo info = nodeInfo;
    if (current == null || info == null) {
      return Future.succeededFuture();
    }
    return current
        .setNodeInfo(info)
        .compose(v -> Future.join(own.all().stream().map(e -> publish(current, e)).toList()))
        .compose(v -> Future.join(sentTo.stream().map(a -> ask(current, a)).toList()))
        .mapEmpty();
  }

  /** What {@code vertx.close()} runs at its end; it must complete in bounded time. */
  void onLeave(Supplier<Future<Void>> action) {
    onLeave = action;
  }

  private Future<Void> publish(HazelcastLink current, OwnRegistrations.Entry entry) {
    if (!own.contains(entry)) {
      return Future.succeededFuture();
    }
    // A removal between the check and the add would be undone by it.
    return current
        .add(entry)
        .compose(v -> own.contains(entry) ? Future.succeededFuture() : current.remove(entry));
  }

  private Future<Void> ask(HazelcastLink current, String address) {
    RegistrationListener selector = listener;
    if (selector == null || !selector.wantsUpdatesFor(address)) {
      sentTo.remove(address);
      return Future.succeededFuture();
    }
    return current.registrations(address).onSuccess(infos -> update(address, infos)).mapEmpty();
  }

  private void update(String address, List<RegistrationInfo> infos) {
    RegistrationListener selector = listener;
    if (selector != null && selector.wantsUpdatesFor(address)) {
      selector.registrationsUpdated(new RegistrationUpdateEvent(address, infos));
    }
  }

  /** Continues on the caller's context of the node, not on a thread of the link. */
  private <T> void complete(Future<T> answer, Completable<? super T> promise) {
    Vertx node = vertx;
    if (node == null) {
      answer.onComplete(promise);
      return;
    }
    Context caller = node.getOrCreateContext();
    answer.onComplete((value, error) -> caller.runOnContext(v -> promise.complete(value, error)));
  }

  @Override
  public void init(Vertx node) {
    vertx = node;
  }

  @Override
  public void join(Completable<Void> promise) {
    promise.succeed();
  }

  @Override
  public void leave(Completable<Void> promise) {
    onLeave.get().onComplete(promise);
  }

  @Override
  public boolean isActive() {
    return true;
  }

  @Override
  public String getNodeId() {
    return nodeId;
  }

  @Override
  public List<String> getNodes() {
    HazelcastLink current = link;
    return current == null || !current.isRunning() ? List.of(nodeId) : current.nodes();
  }

  @Override
  public void nodeListener(NodeListener nodeListener) {
    // Only Vert.x HA listens, which is off.
  }

  @Override
  public void registrationListener(RegistrationListener registrationListener) {
    listener = registrationListener;
  }

  @Override
  public void setNodeInfo(NodeInfo info, Completable<Void> promise) {
    nodeInfo = info;
    HazelcastLink current = link;
    Future<Void> told = current == null ? Future.succeededFuture() : current.setNodeInfo(info);
    complete(told.otherwiseEmpty(), promise);
  }

  @Override
  public @Nullable NodeInfo getNodeInfo() {
    return nodeInfo;
  }

  @Override
  public void getNodeInfo(String id, Completable<NodeInfo> promise) {
    HazelcastLink current = link;
    NodeInfo self = nodeInfo;
    if (id.equals(nodeId) && self != null) {
      promise.succeed(self);
    } else if (current == null) {
      promise.fail("not in a cluster");
    } else {
      complete(current.nodeInfo(id), promise);
    }
  }

  @Override
  public void addRegistration(String address, RegistrationInfo info, Completable<Void> promise) {
    OwnRegistrations.Entry entry = new OwnRegistrations.Entry(address, info);
    own.add(entry);
    HazelcastLink current = link;
    Future<Void> told = current == null ? alone(address) : current.add(entry);
    complete(told.otherwiseEmpty(), promise);
  }

  @Override
  public void removeRegistration(String address, RegistrationInfo info, Completable<Void> promise) {
    OwnRegistrations.Entry entry = new OwnRegistrations.Entry(address, info);
    own.remove(entry);
    HazelcastLink current = link;
    Future<Void> told = current == null ? alone(address) : current.remove(entry);
    complete(told.otherwiseEmpty(), promise);
  }

  @Override
  public void getRegistrations(String address, Completable<List<RegistrationInfo>> promise) {
    sentTo.add(address);
    HazelcastLink current = link;
    if (current == null) {
      promise.succeed(own.of(address));
    } else {
      complete(current.registrations(address).otherwise(e -> own.of(address)), promise);
    }
  }

  private Future<Void> alone(String address) {
    update(address, own.of(address));
    return Future.succeededFuture();
  }

  @Override
  public <K, V> void getAsyncMap(String name, Completable<AsyncMap<K, V>> promise) {
    promise.fail(NO_SHARED_DATA);
  }

  @Override
  public <K, V> Map<K, V> getSyncMap(String name) {
    throw new UnsupportedOperationException(NO_SHARED_DATA);
  }

  @Override
  public void getLockWithTimeout(String name, long timeout, Completable<Lock> promise) {
    promise.fail(NO_SHARED_DATA);
  }

  @Override
  public void getCounter(String name, Completable<Counter> promise) {
    promise.fail(NO_SHARED_DATA);
  }

  /** Passes a link's news on to whichever selector Vert.x has set. */
  private final class Forwarder implements RegistrationListener {
    @Override
    public void registrationsUpdated(RegistrationUpdateEvent event) {
      update(event.address(), event.registrations());
    }

    @Override
    public boolean wantsUpdatesFor(String address) {
      RegistrationListener selector = listener;
      return selector != null && selector.wantsUpdatesFor(address);
    }
  }
}
