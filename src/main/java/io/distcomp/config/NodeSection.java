package io.distcomp.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;

/** The rules of the keys about one machine's work. Used by {@link ConfigFile}. */
final class NodeSection {
  /** A shorter poll would only burden Redis: new work wakes an idle node at once. */
  private static final Duration SHORTEST_POLL = Duration.ofMillis(100);

  /** What DistComp itself keeps in {@code ~/.distcomp} beside the nodes' folders. */
  private static final Set<String> TAKEN_NAMES = Set.of("nodes", "run", "token");

  private static final int LONGEST_NAME = 63;

  private NodeSection() {}

  static Config.Node of(Draft draft) {
    sayWhatIsNotNeeded(draft);
    String name = name(draft);
    long accept = acceptBytes(draft);
    return new Config.Node(
        name,
        dataDir(draft, name),
        draft.get(Keys.TAGS),
        draft.number(Keys.MAX_TASKS),
        accept,
        returnBytes(draft, accept),
        Math.max(1, draft.number(Keys.MAX_FAILURES)),
        draft.get(Keys.RETRY_ON_TIMEOUT),
        draft.number(Keys.MAX_LOST),
        draft.get(Keys.DEFAULT_TIMEOUT),
        idlePoll(draft),
        draft.get(Keys.HEALTH_REPORT),
        draft.get(Keys.LEASE),
        draft.get(Keys.KILL_GRACE),
        draft.get(Keys.DRAIN_TIMEOUT),
        resultDir(draft),
        draft.get(Keys.OUTPUT_INLINE_KB) << 10,
        draft.get(Keys.OUTPUT_FILE_MB) << 20,
        draft.number(Keys.KEEP_FINISHED_DAYS),
        draft.get(Keys.KEEP_FINISHED_TASKS));
  }

  private static void sayWhatIsNotNeeded(Draft draft) {
    if (draft.isGiven(Keys.TIMEOUT_CHECK)) {
      draft.warn(Keys.TIMEOUT_CHECK, "is not needed here: timeouts are exact");
    }
    if (draft.isGiven(Keys.AUTO_SLEEP)) {
      draft.warn(Keys.AUTO_SLEEP, "is not needed here: new work wakes an idle node at once");
    }
  }

  private static String name(Draft draft) {
    String given = draft.find(Keys.NODE_NAME);
    return given == null ? madeFrom(draft.machine().shortHostName()) : given;
  }

  /** Keeps the end of a name that is too long: there is what tells names of one host apart. */
  static String madeFrom(String wanted) {
    String clean = wanted.replaceAll("[^A-Za-z0-9._-]", "-");
    String end = clean.substring(Math.max(0, clean.length() - LONGEST_NAME));
    String name = end.replaceFirst("^[^A-Za-z0-9]+", "");
    return name.isEmpty() ? "node" : name;
  }

  private static Path dataDir(Draft draft, String name) {
    Path path = draft.pathBelowHome(Keys.DATA_DIR, ".distcomp/" + name);
    if (TAKEN_NAMES.contains(name) && !draft.isGiven(Keys.DATA_DIR)) {
      draft.mistake(
          Keys.NODE_NAME,
          "must not be "
              + JsonValue.quote(name)
              + ", which ~/.distcomp holds for something else; choose another name or a data_dir");
    }
    PathRules.folder(draft, Keys.DATA_DIR, path);
    return path;
  }

  private static Path resultDir(Draft draft) {
    Path path = draft.path(Keys.RESULT_DIR, draft.directory().resolve("results"));
    PathRules.folder(draft, Keys.RESULT_DIR, path);
    return path;
  }

  private static Duration idlePoll(Draft draft) {
    Duration given = draft.get(Keys.IDLE_POLL);
    return given.compareTo(SHORTEST_POLL) < 0 ? SHORTEST_POLL : given;
  }

  private static long acceptBytes(Draft draft) {
    long memory = draft.machine().memoryBytes();
    Long given = draft.find(Keys.ACCEPT_GB);
    if (given != null && given >= memory) {
      draft.warn(Keys.ACCEPT_GB, tooMuch(memory, "10"));
    }
    return given == null || given >= memory ? memory / 10 : given;
  }

  /** The default is 5 %, but less below an accept of less than 10 %, which must stay the larger. */
  private static long returnBytes(Draft draft, long accept) {
    long memory = draft.machine().memoryBytes();
    long fallback = Math.min(memory / 20, accept / 2);
    Long wanted = draft.find(Keys.ACCEPT_GB);
    Long given = draft.find(Keys.RETURN_GB);
    if (given == null || given < accept) {
      return given == null ? fallback : given;
    }
    boolean isMachinesFault = wanted == null ? given >= memory : given < wanted;
    if (isMachinesFault) {
      draft.warn(Keys.RETURN_GB, tooMuch(memory, "5"));
    } else {
      draft.mistake(
          Keys.RETURN_GB,
          "must be smaller than min_dram_gb_accept_new_task"
              + (wanted == null ? ", which is 10 % of memory unless it is given" : ""),
          Keys.ACCEPT_GB);
    }
    return fallback;
  }

  private static String tooMuch(long memory, String percent) {
    return "is more than this machine can keep free ("
        + Keys.gb(memory)
        + " GB in all); using "
        + percent
        + " % of its memory";
  }
}
