package io.distcomp.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads and validates conf.json. Anybody may call it, at any time and as often as wanted: it looks
 * at the file system and the machine and changes nothing.
 */
public final class ConfigFile {
  private static final String OPTION = "-conf";

  private ConfigFile() {}

  /**
   * A valid conf file.
   *
   * @param given the keys that the file gives, with their values as written: shortened, secrets
   *     masked
   */
  public record Reading(Config config, SortedMap<String, String> given) {
    public Reading {
      given = Collections.unmodifiableSortedMap(new TreeMap<>(given));
    }
  }

  /** As {@link #read(Path, Machine)}, on the machine that this runs on. */
  public static Config read(Path file) throws ConfigException {
    return read(file, Machine.real()).config();
  }

  /**
   * Reads a conf file.
   *
   * @throws ConfigException with every mistake of the file
   */
  public static Reading read(Path file, Machine machine) throws ConfigException {
    MistakeList mistakes = new MistakeList(file.toString());
    JsonDocument document = JsonDocument.parse(ConfText.read(file, mistakes));
    Draft draft = new Draft(mistakes, directoryOf(file), machine);
    document.entries().forEach(draft::put);
    JsonDocument.Fault fault = document.fault();
    if (fault != null) {
      throw mistakes.only(fault.place(), fault.message());
    }
    Config config = build(draft, file.toAbsolutePath().normalize());
    mistakes.throwIfAny();
    return new Reading(config, shown(draft));
  }

  /**
   * The file that the argument of {@code -conf} names.
   *
   * @throws ConfigException when it is JSON itself: a password in it would show in the list of
   *     processes
   */
  public static Path path(String argument) throws ConfigException {
    if (argument.stripLeading().startsWith("{")) {
      throw refused(
          "E_SECRET_ON_COMMAND_LINE",
          "JSON on the command line is visible to every user in ps; use a file with mode 0600");
    }
    try {
      return Path.of(argument);
    } catch (InvalidPathException e) {
      throw refused(MistakeList.CODE, "not the name of a file: " + e.getReason());
    }
  }

  /** The configuration of a node that no file describes; a name that cannot be is made to fit. */
  static Config privateNode(String name, Path dataDir, Path directory, Machine machine) {
    MistakeList mistakes = new MistakeList("the private node");
    Draft draft = new Draft(mistakes, directory.toAbsolutePath().normalize(), machine);
    Path data = dataDir.toAbsolutePath().normalize();
    put(draft, Keys.NODE_NAME, text(NodeSection.madeFrom(name)));
    put(draft, Keys.DATA_DIR, text(data.toString()));
    put(draft, Keys.RESULT_DIR, text(data.resolve("results").toString()));
    put(draft, Keys.REDIS_PORT, JsonValue.scalar(JsonValue.Kind.NUMBER, "0", Place.NONE));
    put(draft, Keys.HTTP_PORT, JsonValue.scalar(JsonValue.Kind.NUMBER, "0", Place.NONE));
    put(draft, Keys.CLUSTER_ENABLED, JsonValue.scalar(JsonValue.Kind.BOOLEAN, "false", Place.NONE));
    if (machine.home() == null) {
      put(draft, Keys.HTTP_TOKEN_FILE, text(data.resolve("token").toString()));
    }
    return withoutMistakes(build(draft, null), mistakes);
  }

  private static Config withoutMistakes(Config config, MistakeList mistakes) {
    try {
      mistakes.throwIfAny();
      return config;
    } catch (ConfigException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  private static void put(Draft draft, Key<?> key, JsonValue value) {
    draft.put(new JsonDocument.Entry(key.name(), Place.NONE, value));
  }

  private static JsonValue text(String text) {
    return JsonValue.scalar(JsonValue.Kind.TEXT, text, Place.NONE);
  }

  private static ConfigException refused(String code, String message) {
    return new ConfigException(code, List.of(new ConfigMistake(OPTION, 0, 0, message)));
  }

  private static Config build(Draft draft, @Nullable Path file) {
    Config.Node node = NodeSection.of(draft);
    Config.Redis redis = RedisSection.of(draft);
    Config.Http http = HttpSection.of(draft);
    Config.Cluster cluster = ClusterSection.of(draft);
    Config.Log log = LogSection.of(draft);
    if (file != null) {
      RedisPassword.warnIfExposed(draft, file);
      HookSection.warnIfExposed(draft, file);
    }
    Config.Hooks hooks = HookSection.of(draft);
    Config.Scaling scaling = ScalingSection.of(draft);
    return new Config(
        file, draft.directory(), node, redis, http, cluster, log, hooks, scaling, draft.warnings());
  }

  private static Path directoryOf(Path file) {
    Path absolute = file.toAbsolutePath().normalize();
    return Objects.requireNonNullElse(absolute.getParent(), absolute);
  }

  private static SortedMap<String, String> shown(Draft draft) {
    SortedMap<String, String> shown = new TreeMap<>();
    draft
        .given()
        .forEach((name, value) -> shown.put(name, isSecret(name) ? Keys.MASK : value.quoted()));
    return shown;
  }

  private static boolean isSecret(String name) {
    Key<?> key = Keys.named(name);
    return key != null && Secrets.isSecret(key);
  }
}
