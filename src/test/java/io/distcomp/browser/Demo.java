package io.distcomp.browser;

import io.distcomp.testkit.RedisServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;

/**
 * Three nodes at work on sweeps of a simulation, some of which fails, as a user's queue would be.
 * Used by {@link PicturesIT}.
 */
final class Demo implements AutoCloseable {

  private static final Path PROGRAMS = Path.of("src/test/resources/demo/bin").toAbsolutePath();
  private static final List<String> BETAS = List.of("0.30", "0.36", "0.40", "0.44", "0.48", "0.54");
  private static final int SLOTS = 6;
  private static final Duration PATIENCE = Duration.ofMinutes(20);

  private final RedisServer redis = RedisServer.create().start();
  private final List<RealNode> nodes = new ArrayList<>();
  private long sweep;

  /** Returns when the large sweep is well on its way. */
  static Demo start(Path folder) throws IOException {
    Demo demo = new Demo();
    try {
      for (String name : List.of("atlas", "boreas", "castor")) {
        demo.addNode(folder, name);
      }
      demo.submitAll();
      Awaitility.await("the sweep")
          .atMost(PATIENCE)
          .failFast("most of the sweep fails", demo::isLost)
          .until(demo::isWellOnItsWay);
      return demo;
    } catch (IOException | RuntimeException | Error e) {
      demo.close();
      throw e;
    }
  }

  private void addNode(Path folder, String name) throws IOException {
    JsonObject conf =
        new JsonObject()
            .put("node_name", name)
            .put("max_task_per_worker", SLOTS)
            .put(
                "tags",
                name.equals("atlas") ? JsonArray.of("scratch", "ssd") : JsonArray.of("ssd"));
    nodes.add(RealNode.start(folder.resolve(name), redis, conf));
  }

  private void submitAll() {
    RealNode node = first();
    node.submit(job("calibrate", 9, simulations(16, 8, 3)));
    node.submit(job("load-inputs", 8, loads()));
    sweep = node.submit(job("ising-64", 5, simulations(64, 100, 14)));
    node.submit(job("ising-128", 4, simulations(128, 40, 40)).put("limit", 3));
    node.submit(job("potts-q3", 2, simulations(96, 25, 12)));
    node.submit(job("full-spectrum", 3, List.of(large(1), large(2), large(3), large(4))));
  }

  private static JsonObject job(String name, int priority, List<JsonObject> tasks) {
    String path = PROGRAMS + ":/usr/local/bin:/usr/bin:/bin";
    return new JsonObject()
        .put("name", name)
        .put("priority", priority)
        .put("env", new JsonObject().put("PATH", path))
        .put("tasks", new JsonArray(tasks));
  }

  private static List<JsonObject> simulations(int lattice, int seeds, int steps) {
    return IntStream.rangeClosed(1, seeds)
        .boxed()
        .flatMap(seed -> BETAS.stream().map(beta -> simulation(lattice, beta, seed, steps)))
        .toList();
  }

  private static JsonObject simulation(int lattice, String beta, int seed, int steps) {
    return task(
        "simulate --lattice %d --beta %s --seed %d --steps %d"
            .formatted(lattice, beta, seed, steps),
        lattice / 256.0);
  }

  private static List<JsonObject> loads() {
    return IntStream.rangeClosed(1, 24)
        .mapToObj(n -> task("gzip -t /data/inputs/couplings-%02d.gz".formatted(n), 0.1))
        .toList();
  }

  private static JsonObject large(int part) {
    return task("spectrum --part %d/4 --dense".formatted(part), 512);
  }

  private static JsonObject task(String command, double memory) {
    return new JsonObject()
        .put("command", command)
        .put("mem_gb", memory)
        .put("cpus", 0.1)
        .put("max_retries", 1);
  }

  private boolean isWellOnItsWay() {
    JsonObject counts = first().counts(sweep);
    return counts.getLong("finished") * 5 > counts.getLong("todo") * 4;
  }

  private boolean isLost() {
    JsonObject counts = first().counts(sweep);
    return counts.getLong("failed") > 20 + counts.getLong("finished");
  }

  RealNode first() {
    return nodes.get(0);
  }

  /** The job that is half done. */
  long sweep() {
    return sweep;
  }

  /** A task of that job in this state. */
  String taskOfSweep(String state) {
    return first()
        .get("/tasks?limit=1&job=" + sweep + "&state=" + state)
        .getJsonArray("tasks")
        .getJsonObject(0)
        .getString("id");
  }

  @Override
  public void close() {
    nodes.forEach(RealNode::close);
    redis.close();
  }
}
