package io.distcomp;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;

import io.distcomp.api.AccessToken;
import io.distcomp.api.NodeMetrics;
import io.distcomp.api.Readiness;
import io.distcomp.api.TokenBook;
import io.distcomp.api.TokenFile;
import io.distcomp.api.WebSetup;
import io.distcomp.api.WebVerticle;
import io.distcomp.bus.Bus;
import io.distcomp.cli.ExitCode;
import io.distcomp.cli.NodeLauncher;
import io.distcomp.cli.NodeStartException;
import io.distcomp.cluster.ClusteredVertx;
import io.distcomp.config.Config;
import io.distcomp.config.LiveConfig;
import io.distcomp.config.Machine;
import io.distcomp.node.DataDir;
import io.distcomp.node.Node;
import io.distcomp.process.OrphanSweep;
import io.distcomp.process.OrphanWatcher;
import io.distcomp.process.Spawner;
import io.distcomp.process.SpawnerSettings;
import io.distcomp.process.Spawners;
import io.distcomp.queue.RedisAddress;
import io.distcomp.queue.RedisMembers;
import io.distcomp.queue.RedisTaskQueue;
import io.distcomp.queue.RedisTokens;
import io.distcomp.queue.UnfitRedisException;
import io.distcomp.redis.EmbeddedRedisException;
import io.distcomp.task.Counted;
import io.distcomp.task.Incarnation;
import io.distcomp.task.NodeInfo;
import io.distcomp.task.Resources;
import io.distcomp.task.RetryPolicy;
import io.distcomp.taskfile.TaskFiles;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts a node together: data_dir, Redis, watcher, Vert.x, queue, web, work, in this order, and
 * takes it apart in reverse. Used by the main thread, once for each start.
 */
final class NodeProgram implements NodeLauncher {

  private static final Logger LOG = LoggerFactory.getLogger("io.distcomp.node");
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(3);
  private static final String NETTY_FLIGHT_RECORDER = "io.netty.jfr.enabled";
  private static final int WORKERS = 8;
  private static final int FILE_WORKERS = 4;

  private final SecureRandom random = new SecureRandom();
  private final Clock clock = Clock.systemUTC();

  @Override
  public RunningNode start(Config config) throws NodeStartException {
    Closers closers = new Closers();
    try {
      LogSetup.apply(config.log());
      config.warnings().forEach(LOG::warn);
      MachineChecks.real().run(config).forEach(LOG::warn);
      return assemble(config, closers);
    } catch (NodeStartException e) {
      closers.closeAll();
      throw e;
    } catch (EmbeddedRedisException | UnfitRedisException | DataDir.LockedException e) {
      closers.closeAll();
      throw new NodeStartException(ExitCode.BAD_CONFIG, String.valueOf(e.getMessage()), e);
    } catch (IOException | RuntimeException e) {
      closers.closeAll();
      throw new NodeStartException(ExitCode.INTERNAL, "the node cannot start: " + e, e);
    }
  }

  private RunningNode assemble(Config config, Closers closers)
      throws IOException, EmbeddedRedisException, NodeStartException {
    Ahead ahead = Ahead.begin();
    DataDir dataDir = MachineChecks.dataDir(config);
    closers.push("the data_dir", dataDir::close);
    Incarnation incarnation = Incarnation.random(random);
    NodeRedis redis = NodeRedis.start(config, closers);
    NodeMetrics metrics = ahead.metrics();
    RedisAddress address = redis.address().heardBy(metrics);
    sweep(dataDir, incarnation);
    OrphanWatcher watcher = redis.watcher(dataDir.nodeId(), incarnation);
    closers.push("the orphan watcher", watcher::close);
    Spawner spawner = Spawners.best(SpawnerSettings.of(dataDir.nodeId(), incarnation));
    closers.push("the spawner", spawner::close);
    ClusteredVertx clustered = vertx(config, address, closers);
    RedisTaskQueue queue = queue(config, address, clustered.vertx(), closers);
    AtomicReference<NodeInfo> self = new AtomicReference<>(info(config, dataDir, incarnation, ""));
    AtomicReference<@Nullable Node> node = new AtomicReference<>();
    Bus bus = new Bus(clustered.vertx());
    WebVerticle web = web(config, address, closers, clustered, queue, bus, ahead, self, node);
    StartSteps.deploy(clustered.vertx(), web, config);
    NodeInfo ready = info(config, dataDir, incarnation, web.baseUrl());
    self.set(ready);
    LiveConfig live = new LiveConfig(config);
    Node work =
        new Node(clustered.vertx(), live, ready, queue, bus, spawner, metrics, clock, random);
    metrics.node(work::measures);
    StartSteps.startWork(work, config);
    node.set(work);
    NodeFileWriter file = NodeFileWriter.write(ready, config.http().tokenFile());
    closers.push("the node's entry", file::remove);
    sayReady(ready, spawner);
    watch(live, work, closers);
    Hooks hooks = new Hooks(clustered.vertx(), address, ready, live, queue, spawner, metrics);
    closers.push("the hooks", hooks.start(random));
    RunningProgram program = RunningProgram.of(live, web, work, closers);
    work.leaveWhenIdle(config.redis().embedded(), program::drain);
    return program;
  }

  private static void sayReady(NodeInfo ready, Spawner spawner) {
    LOG.info(
        "node {} takes tasks: {}, {} cpus, {} GB, commands started by {}",
        ready.name(),
        Counted.of(ready.slots(), "slot"),
        ready.capacity().cpus(),
        ready.capacity().gb(),
        spawner.name());
  }

  private static void watch(LiveConfig live, Node work, Closers closers) {
    Path file = live.now().file();
    if (file != null) { // else a private node, which is started anew each time
      closers.push("the watch on " + file, ConfigWatch.start(file, live, work::notice)::close);
    }
  }

  // --- processes

  private static void sweep(DataDir dataDir, Incarnation incarnation) {
    int killed = OrphanSweep.killAll(dataDir.nodeId(), incarnation);
    if (killed > 0) {
      String what = Counted.of(killed, "process");
      LOG.warn("killed {} that an earlier start of this node left behind", what);
    }
  }

  // --- Vert.x and what runs in it

  private static ClusteredVertx vertx(Config config, RedisAddress address, Closers closers)
      throws NodeStartException {
    withoutFlightRecorder();
    ClusteredVertx clustered =
        StartSteps.await(
            ClusteredVertx.start(
                Vertx::builder,
                vertxOptions(),
                config.cluster(),
                vertx -> RedisMembers.of(vertx, address, Machine.real().shortHostName())),
            "Vert.x");
    closers.push("Vert.x", () -> closeVertx(clustered));
    return clustered;
  }

  /** Netty would tell it of each buffer; loading what that takes is a thirtieth of a start. */
  private static void withoutFlightRecorder() {
    if (System.getProperty(NETTY_FLIGHT_RECORDER) == null) {
      System.setProperty(NETTY_FLIGHT_RECORDER, "false");
    }
  }

  /** So many threads at most: more readings of a disk at a time are no faster. */
  private static VertxOptions vertxOptions() {
    return new VertxOptions()
        .setPreferNativeTransport(true)
        .setWorkerPoolSize(WORKERS)
        .setInternalBlockingPoolSize(FILE_WORKERS);
  }

  private static void closeVertx(ClusteredVertx clustered) throws TimeoutException {
    clustered.close(CLOSE_LIMIT).await(CLOSE_LIMIT.toMillis() * 2, MILLISECONDS);
  }

  private RedisTaskQueue queue(Config config, RedisAddress address, Vertx vertx, Closers closers)
      throws NodeStartException {
    RetryPolicy policy =
        new RetryPolicy(
            config.node().maxFailures(), config.node().retryOnTimeout(), config.node().maxLost());
    RedisTaskQueue queue = new RedisTaskQueue(vertx, address, policy, clock, random);
    closers.push("the queue", queue::close);
    StartSteps.await(queue.check(), "Redis at " + address.url()).forEach(LOG::warn);
    if (config.redis().embedded()) { // this node ends it, in order
      closers.push("the last word to Redis", () -> queue.endsInOrder().await(1, SECONDS));
    }
    return queue;
  }

  private static NodeInfo info(
      Config config, DataDir dataDir, Incarnation incarnation, String url) {
    Machine machine = Machine.real();
    return new NodeInfo(
        dataDir.nodeId(),
        config.node().name(),
        incarnation,
        new Resources(machine.memoryBytes(), machine.cpus() * 1000L),
        config.node().maxTasks(),
        config.node().tags(),
        url,
        machine.shortHostName());
  }

  private AccessToken token(Config config) throws NodeStartException {
    try {
      return TokenFile.readOrCreate(config.http().tokenFile(), random);
    } catch (IOException e) {
      throw new NodeStartException(ExitCode.BAD_CONFIG, "http_token_file: " + e.getMessage(), e);
    }
  }

  private WebVerticle web(
      Config config,
      RedisAddress address,
      Closers closers,
      ClusteredVertx clustered,
      RedisTaskQueue queue,
      Bus bus,
      Ahead ahead,
      AtomicReference<NodeInfo> self,
      AtomicReference<@Nullable Node> node)
      throws NodeStartException {
    AccessToken token = token(config);
    RedisTokens shared = RedisTokens.of(clustered.vertx(), address);
    closers.push("the tokens of all nodes", shared::close);
    return new WebVerticle(
        new WebSetup(
            queue,
            bus,
            config,
            self::get,
            new TokenBook(token, shared, config.http().tokenFile(), config.node().lease(), clock),
            shared::firstUse,
            TaskFiles::open,
            config.node().dataDir().resolve("spool"),
            () -> readiness(node.get()),
            () -> redisWord(node.get()),
            () -> clustered.status().state().name().toLowerCase(Locale.ROOT),
            ahead.metrics(),
            clock,
            random,
            ahead::page));
  }

  private static Readiness readiness(@Nullable Node node) {
    if (node == null) {
      return Readiness.STARTING;
    }
    if (node.health().draining()) {
      return Readiness.DRAINING;
    }
    return node.health().degraded() ? Readiness.DEGRADED : Readiness.OK;
  }

  private static String redisWord(@Nullable Node node) {
    return node == null ? "ok" : node.health().redisTrouble().orElse("ok");
  }
}
