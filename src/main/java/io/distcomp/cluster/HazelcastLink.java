package io.distcomp.cluster;

import com.hazelcast.config.Config;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.LifecycleEvent.LifecycleState;
import io.vertx.core.Completable;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.spi.cluster.NodeInfo;
import io.vertx.core.spi.cluster.RegistrationInfo;
import io.vertx.core.spi.cluster.RegistrationListener;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One running Hazelcast member and Vert.x's own cluster manager over it. It lives on a small Vert.x
 * instance of its own, so that a call which hangs in Hazelcast holds no thread of the node. For
 * {@link ClusterJoiner} and {@link LateClusterManager}.
 */
final class HazelcastLink {

  private static final Logger LOG = LoggerFactory.getLogger(HazelcastLink.class);
  private static final long ANSWER_SECONDS = 2;

  private final HazelcastSettings settings;
  private final Config config;
  private final HazelcastInstance hazelcast;
  private final HazelcastClusterManager manager;
  private final Vertx vertx;
  private final Context context;

  private HazelcastLink(HazelcastSettings settings, Config config, HazelcastInstance hazelcast) {
    this.settings = settings;
    this.config = config;
    this.hazelcast = hazelcast;
    manager = new HazelcastClusterManager(hazelcast);
    vertx = Vertx.vertx(smallOptions());
    context = vertx.getOrCreateContext();
    manager.init(vertx);
  }

  /**
   * Starts a member on a thread of its own. The future may take long, or never complete, when
   * Hazelcast hangs.
   */
  static CompletableFuture<HazelcastLink> open(HazelcastSettings settings, List<String> members) {
    return onThread("cluster-start", () -> start(settings, members));
  }

  private static HazelcastLink start(HazelcastSettings settings, List<String> members) {
    // Hazelcast's factory logs before it has read any configuration.
    System.setProperty("hazelcast.logging.type", "slf4j");
    Config config = settings.config(members);
    return new HazelcastLink(settings, config, Hazelcast.newHazelcastInstance(config));
  }

  /** Begins to tell about registrations. Once, before any other call. */
  Future<Void> join(RegistrationListener listener) {
    manager.registrationListener(listener);
    return call(manager::join);
  }

  /** Runs when the member ends by itself or by {@link #close}; at most once. */
  void onEnd(Runnable ended) {
    hazelcast
        .getLifecycleService()
        .addLifecycleListener(
            event -> {
              if (event.getState() == LifecycleState.SHUTDOWN) {
                ended.run();
              }
            });
  }

  boolean isRunning() {
    return hazelcast.getLifecycleService().isRunning();
  }

  String cluster() {
    return settings.cluster();
  }

  /** This member's own address as others dial it. */
  String address() {
    InetSocketAddress local = hazelcast.getCluster().getLocalMember().getSocketAddress();
    return settings.bind().withPort(local.getPort());
  }

  /** Where later joins and merges look; Hazelcast reads the list at each try. */
  void setMembers(List<String> members) {
    config.getAdvancedNetworkConfig().getJoin().getTcpIpConfig().setMembers(members);
  }

  List<String> nodes() {
    return manager.getNodes();
  }

  Future<Void> setNodeInfo(NodeInfo info) {
    return call(done -> manager.setNodeInfo(info, done));
  }

  Future<NodeInfo> nodeInfo(String nodeId) {
    return call(done -> manager.getNodeInfo(nodeId, done));
  }

  Future<Void> add(OwnRegistrations.Entry entry) {
    return call(done -> manager.addRegistration(entry.address(), entry.info(), done));
  }

  Future<Void> remove(OwnRegistrations.Entry entry) {
    return call(done -> manager.removeRegistration(entry.address(), entry.info(), done));
  }

  Future<List<RegistrationInfo>> registrations(String address) {
    return call(done -> manager.getRegistrations(address, done));
  }

  /** Leaves and frees everything. Completes when done; the caller sets the limit. */
  CompletableFuture<Void> close() {
    return onThread(
        "cluster-stop",
        () -> {
          leave();
          hazelcast.shutdown();
          vertx
              .close()
              .onFailure(e -> LOG.debug("Closing the cluster's threads: {}", e.toString()));
          return null;
        });
  }

  /** Frees the manager's threads; it can wait for a lock that a stuck Hazelcast thread holds. */
  private void leave() {
    try {
      this.<Void>call(manager::leave).toCompletionStage().toCompletableFuture().join();
    } catch (CompletionException e) {
      LOG.debug("The cluster was left without a word: {}", e.toString());
    }
  }

  /** One fixed context keeps adds and removes in order. */
  private <T> Future<T> call(Consumer<Completable<T>> operation) {
    return Future.<T>future(promise -> context.runOnContext(v -> operation.accept(promise)))
        .timeout(ANSWER_SECONDS, TimeUnit.SECONDS);
  }

  private static VertxOptions smallOptions() {
    VertxOptions options = new VertxOptions().setUseDaemonThread(true).setEventLoopPoolSize(1);
    options.setWorkerPoolSize(4).setInternalBlockingPoolSize(1);
    options.getFileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false);
    options.getMetricsOptions().setEnabled(false);
    return options;
  }

  private static <T> CompletableFuture<T> onThread(String name, Callable<T> work) {
    CompletableFuture<T> result = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                result.complete(work.call());
              } catch (Throwable e) {
                result.completeExceptionally(e);
              }
            },
            name);
    thread.setDaemon(true);
    thread.start();
    return result;
  }
}
