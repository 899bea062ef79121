package io.distcomp.node;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.distcomp.bus.Bus;
import io.distcomp.config.Config;
import io.distcomp.config.LiveConfig;
import io.distcomp.process.ChildProcess;
import io.distcomp.process.Command;
import io.distcomp.process.ProcessListener;
import io.distcomp.process.Spawner;
import io.distcomp.queue.RedisAddress;
import io.distcomp.queue.RedisTaskQueue;
import io.distcomp.queue.TaskChunk;
import io.distcomp.queue.TaskQueue;
import io.distcomp.queue.TaskQueue.Added;
import io.distcomp.queue.TaskQueue.OpenedJob;
import io.distcomp.queue.TaskQueue.Restarted;
import io.distcomp.task.CapturedStream;
import io.distcomp.task.Incarnation;
import io.distcomp.task.JobRequest;
import io.distcomp.task.Meters;
import io.distcomp.task.NodeId;
import io.distcomp.task.NodeInfo;
import io.distcomp.task.ProcessUse;
import io.distcomp.task.Resources;
import io.distcomp.task.RetryPolicy;
import io.distcomp.task.TaskCounts;
import io.distcomp.task.TaskSpec;
import io.distcomp.task.TaskType;
import io.distcomp.testkit.RedisServer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The working part of a node on a real queue, with commands that the test ends as it likes. */
abstract class NodeFixture {

  @RegisterExtension static final RedisServer REDIS = RedisServer.create();

  static final Duration SOON = Duration.ofSeconds(20);
  static final int SLOTS = 4;

  @TempDir Path directory;

  final Vertx vertx = Vertx.vertx();
  final Bus bus = new Bus(vertx);
  final Script script = new Script();
  final AtomicInteger commits = new AtomicInteger();

  /** Commits fail while it is set. */
  volatile boolean commitsFail;

  /** Who wants to hear of a restarted Redis. */
  final List<Consumer<Restarted>> onRestart = new CopyOnWriteArrayList<>();

  private final NodeId id = new NodeId(UUID.randomUUID());
  RedisTaskQueue queue;
  Node node;
  NodeInfo info;

  @BeforeEach
  void makeNode() {
    queue =
        new RedisTaskQueue(
            vertx,
            RedisAddress.of(REDIS.url(), "test"),
            new RetryPolicy(3, false, 3),
            Clock.systemUTC(),
            new Random(1));
    node = newStart();
  }

  /** The same data_dir and node, started another time. */
  Node newStart() {
    info =
        new NodeInfo(
            id,
            "node1",
            Incarnation.random(new SecureRandom()),
            Resources.of(100, 100),
            SLOTS,
            new TreeSet<>(),
            "http://127.0.0.1:1",
            "host1");
    return new Node(
        vertx,
        new LiveConfig(config()),
        info,
        faulty(queue),
        bus,
        script,
        Meters.NONE,
        Clock.systemUTC(),
        new Random(1));
  }

  @AfterEach
  void endAll() {
    queue.close();
    await(vertx.close());
  }

  private Config config() {
    Config whole = Config.privateNode("node1", directory, directory);
    Config.Node of = whole.node();
    Config.Node node =
        new Config.Node(
            of.name(),
            of.dataDir(),
            of.tags(),
            SLOTS,
            1,
            0,
            3,
            false,
            3,
            Duration.ZERO,
            Duration.ofMillis(200),
            Duration.ofMillis(200),
            Duration.ofSeconds(30),
            Duration.ofMillis(100),
            Duration.ofSeconds(1),
            of.resultDir(),
            1024,
            1024,
            1,
            1000);
    return new Config(
        null,
        directory,
        node,
        whole.redis(),
        whole.http(),
        whole.cluster(),
        whole.log(),
        whole.hooks(),
        whole.scaling(),
        List.of());
  }

  @SuppressWarnings("unchecked") // the argument of onRestart
  private TaskQueue faulty(TaskQueue real) {
    return (TaskQueue)
        Proxy.newProxyInstance(
            TaskQueue.class.getClassLoader(),
            new Class<?>[] {TaskQueue.class},
            (proxy, method, args) -> {
              if (recordsOutcomes(method.getName(), args)) {
                commits.incrementAndGet();
                if (commitsFail) {
                  return Future.failedFuture("not now");
                }
              }
              if (method.getName().equals("onRestart")) {
                onRestart.add((Consumer<Restarted>) args[0]);
              }
              try {
                return method.invoke(real, args);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private static boolean recordsOutcomes(String verb, Object[] args) {
    return verb.equals("commit") || (verb.equals("exchange") && !((List<?>) args[0]).isEmpty());
  }

  static <T> T await(Future<T> future) {
    try {
      return future.await(15, SECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError("no answer in 15 s", e);
    }
  }

  void submit(int tasks) {
    OpenedJob job = await(queue.open(JobRequest.named("job")));
    Added added = Added.NOTHING;
    List<TaskSpec> specs = new ArrayList<>();
    for (int i = 1; i <= tasks; i++) {
      specs.add(TaskSpec.of(TaskType.SHELL, "echo " + i, 5, Resources.NONE));
    }
    for (int from = 0; from < tasks; from += TaskQueue.MAX_CHUNK) {
      added =
          added.plus(
              await(
                  queue.add(
                      job,
                      TaskChunk.of(
                          specs.subList(from, Math.min(tasks, from + TaskQueue.MAX_CHUNK))))));
    }
    await(queue.seal(job, added));
  }

  TaskCounts counts() {
    return await(queue.status()).counts();
  }

  void until(String what, java.util.concurrent.Callable<Boolean> condition) {
    Awaitility.await(what).atMost(SOON).until(condition);
  }

  static ProcessListener.Exit exit(int code) {
    return new ProcessListener.Exit(
        code, null, null, null, false, CapturedStream.EMPTY, CapturedStream.EMPTY, null);
  }

  /** Commands that exist only as callbacks; what a start does is up to the test. */
  static final class Script implements Spawner {

    final AtomicInteger starts = new AtomicInteger();
    final ConcurrentHashMap<String, ProcessListener> running = new ConcurrentHashMap<>();

    /** By default a command ends well at once. */
    volatile BiConsumer<Command, ProcessListener> onStart = Script::succeed;

    @Override
    public OptionalLong memoryBytes() {
      return OptionalLong.empty();
    }

    static void succeed(Command command, ProcessListener listener) {
      listener.onStarted(new Child(() -> {}));
      listener.onExit(exit(0));
    }

    /** Runs until it is killed; SIGTERM ends it. */
    void hang(Command command, ProcessListener listener) {
      running.put(command.mark(), listener);
      listener.onStarted(
          new Child(
              () -> {
                if (running.remove(command.mark(), listener)) {
                  listener.onExit(
                      new ProcessListener.Exit(
                          null,
                          15,
                          null,
                          null,
                          false,
                          CapturedStream.EMPTY,
                          CapturedStream.EMPTY,
                          null));
                }
              }));
    }

    @Override
    public void start(Command command, ProcessListener listener) {
      starts.incrementAndGet();
      onStart.accept(command, listener);
    }

    @Override
    public String name() {
      return "script";
    }

    @Override
    public void close() {}
  }

  record Child(Runnable onKill) implements ChildProcess {
    @Override
    public long pid() {
      return 1;
    }

    @Override
    public void kill(Duration grace) {
      onKill.run();
    }

    @Override
    public ProcessUse use() {
      return new ProcessUse(Duration.ZERO, 0, 0);
    }

    @Override
    public LiveOutput tail(int maxBytes) {
      return new LiveOutput(new byte[0], 0, new byte[0], 0);
    }
  }
}
