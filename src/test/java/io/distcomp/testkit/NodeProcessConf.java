package io.distcomp.testkit;

import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a node of a test is started with: a conf.json and arguments of its JVM. Immutable; made by a
 * test for {@link NodeProcess}. It begins with an embedded Redis, any free ports, no cluster, and
 * short times.
 */
public final class NodeProcessConf {

  private final JsonObject json;
  private final List<String> jvm;
  private final List<String> launcher;
  private final Optional<Path> classPath;

  private NodeProcessConf(
      JsonObject json, List<String> jvm, List<String> launcher, Optional<Path> classPath) {
    this.json = json;
    this.jvm = List.copyOf(jvm);
    this.launcher = List.copyOf(launcher);
    this.classPath = classPath;
  }

  /** One for a node of this name. */
  public static NodeProcessConf of(String name) {
    JsonObject json =
        new JsonObject()
            .put("node_name", name)
            .put("redis_host", "embedded")
            .put("redis_port", 0)
            .put("http_port", 0)
            .put("cluster_enabled", false)
            .put("lease_seconds", 3)
            .put("kill_grace_seconds", 1)
            .put("drain_timeout_seconds", 2)
            .put("sleep_sec_between_accepting_task", 0.5)
            .put("health_report_interval", 0.5)
            // Other programs of the machine are not to stop a test.
            .put("min_dram_gb_accept_new_task", 0.2)
            .put("min_dram_gb_trigger_return", 0.1);
    return new NodeProcessConf(json, List.of("-Xmx256m"), List.of(), Optional.empty());
  }

  /** With this key of conf.json. */
  public NodeProcessConf with(String key, Object value) {
    return new NodeProcessConf(json.copy().put(key, value), jvm, launcher, classPath);
  }

  /** With the Redis at this URL instead of one of its own. */
  public NodeProcessConf redis(String url) {
    JsonObject changed = json.copy().put("redis_host", url);
    changed.remove("redis_port");
    return new NodeProcessConf(changed, jvm, launcher, classPath);
  }

  /** Live events between nodes, on any free ports. */
  public NodeProcessConf clustered() {
    return with("cluster_enabled", true).with("cluster_port", 0);
  }

  /** With one more argument of the JVM. */
  public NodeProcessConf jvm(String argument) {
    List<String> more = new ArrayList<>(jvm);
    more.add(argument);
    return new NodeProcessConf(json, more, launcher, classPath);
  }

  /** Started by a command that becomes the one that follows it. */
  public NodeProcessConf launcher(String... words) {
    return new NodeProcessConf(json, jvm, List.of(words), classPath);
  }

  /**
   * With this folder before the jar on the class path: what is in it replaces what is in the jar.
   */
  public NodeProcessConf classPath(Path folder) {
    return new NodeProcessConf(json, jvm, launcher, Optional.of(folder));
  }

  String name() {
    return json.getString("node_name");
  }

  /** Its conf.json, for a node that the test does not start itself. */
  public JsonObject json() {
    return json.copy();
  }

  String text() {
    return json.encodePrettily();
  }

  Optional<Path> classPath() {
    return classPath;
  }

  List<String> jvm() {
    return jvm;
  }

  List<String> launcher() {
    return launcher;
  }
}
