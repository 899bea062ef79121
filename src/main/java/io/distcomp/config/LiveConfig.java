package io.distcomp.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * The configuration of a running node: of keys that can change live what the conf file says now, of
 * all others what it said at the start. One thread edits; anyone may read.
 */
public final class LiveConfig {

  /**
   * What a good edit of the file came to, by names of keys.
   *
   * @param inEffect those that have another value from now on
   * @param waiting those whose value in the file waits for a restart
   */
  public record Edit(List<String> inEffect, List<String> waiting) {
    public Edit {
      inEffect = List.copyOf(inEffect);
      waiting = List.copyOf(waiting);
    }
  }

  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private volatile Config now;

  public LiveConfig(Config started) {
    now = started;
  }

  public Config now() {
    return now;
  }

  public Config.Node node() {
    return now.node();
  }

  /** Called after each change, by the thread that edits. */
  public void onChange(Runnable listener) {
    listeners.add(listener);
  }

  /** Takes over what can change live. */
  public Edit edit(Config file) {
    Config before = now;
    Config after = merged(before, file);
    now = after;
    List<String> inEffect = differing(before, after);
    if (!inEffect.isEmpty()) {
      listeners.forEach(Runnable::run);
    }
    return new Edit(inEffect, differing(after, file));
  }

  private static Config merged(Config old, Config file) {
    return new Config(
        old.file(),
        old.directory(),
        merged(old.node(), file.node()),
        old.redis(),
        old.http(),
        old.cluster(),
        new Config.Log(file.log().level(), old.log().file(), old.log().json()),
        file.hooks(),
        file.scaling(),
        old.warnings());
  }

  private static Config.Node merged(Config.Node old, Config.Node file) {
    return new Config.Node(
        old.name(),
        old.dataDir(),
        old.tags(),
        file.maxTasks(),
        file.memoryAcceptBytes(),
        file.memoryReturnBytes(),
        old.maxFailures(),
        old.retryOnTimeout(),
        old.maxLost(),
        file.defaultTimeout(),
        file.idlePoll(),
        old.healthReport(),
        old.lease(),
        file.killGrace(),
        file.drainTimeout(),
        old.resultDir(),
        file.outputInlineBytes(),
        file.outputFileBytes(),
        file.keepFinishedDays(),
        file.keepFinishedTasks());
  }

  private static List<String> differing(Config a, Config b) {
    List<String> names = new ArrayList<>();
    for (Key<?> key : Keys.ALL) {
      if (!Objects.equals(value(key, a), value(key, b))) {
        names.add(key.name());
      }
    }
    return names;
  }

  /** Not as it is shown to people: there a secret is masked. */
  private static @Nullable Object value(Key<?> key, Config config) {
    if (key.equals(Keys.REDIS_PASS)) {
      return config.redis().password();
    }
    return key.equals(HookKeys.HOOK_URL) ? config.hooks().url() : key.shown().of(config);
  }
}
