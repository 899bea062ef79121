package io.distcomp.queue;

import io.vertx.redis.client.impl.types.ErrorType;
import java.io.IOException;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Why Redis did not do what it was asked, in a plain sentence, and what to do. Immutable; for logs,
 * health and the answers of the API.
 *
 * @param sentence what is wrong, without a full stop
 * @param advice what a person can do
 */
public record RedisTrouble(Kind kind, String sentence, String advice) {

  private static final String NOTHING_LOST = "nothing that was accepted is lost";
  private static final int LONGEST = 300;

  /** What is wrong. */
  public enum Kind {
    /** No connection. */
    AWAY(null, "Redis cannot be reached", NOTHING_LOST + "; ask again"),
    /** A connection and no answer. */
    SILENT(null, "Redis gives no answer", NOTHING_LOST + "; ask again"),
    MEMORY_FULL(
        "OOM",
        "Redis is out of memory and refuses to write",
        "raise its maxmemory; " + NOTHING_LOST),
    DISK_FULL(
        "MISCONF",
        "Redis cannot write to its disk and refuses to write",
        "make room on its disk and look into its log; " + NOTHING_LOST),
    READ_ONLY(
        "READONLY",
        "this Redis is a read-only replica",
        "give the address of the master, or redis+sentinel:// with all sentinels, as redis_host"),
    NO_RIGHTS(
        "NOPERM",
        "the Redis user may not do this",
        "give it the rights on keys dc:* and channels dc:*: ACL SETUSER <user> ~dc:* &dc:*"
            + " +@all -@admin -@dangerous +info +config|get"),
    NO_LOGIN(
        "NOAUTH",
        "Redis wants a password",
        "set redis_pass or redis_pass_file, and redis_user where it has users"),
    WRONG_PASSWORD(
        "WRONGPASS", "Redis does not accept the password", "correct redis_pass and redis_user"),
    LOADING("LOADING", "Redis is loading its data", "wait until it has read them; ask again"),
    BUSY(
        "BUSY",
        "Redis is held up by a script",
        "if it is not one of DistComp's, end it with SCRIPT KILL; ask again"),
    WRONG_TYPE(
        "WRONGTYPE",
        "a key of the queue has a type that DistComp never gives it",
        "run `distcomp doctor`: it names the key; `distcomp doctor --fix` mends what is safe"),
    NO_SCRIPT("NOSCRIPT", "Redis has forgotten its scripts", "ask again"),
    NO_MASTER(
        "MASTERDOWN",
        "this Redis is a replica whose master does not answer",
        "start the master, or promote the replica"),
    CLUSTER_DOWN(
        "CLUSTERDOWN", "the Redis Cluster is down", "start its missing nodes; " + NOTHING_LOST),
    /** Anything else; the sentence has the words of Redis. */
    OTHER(null, "", NOTHING_LOST + "; ask again");

    private final @Nullable String word;
    private final String sentence;
    private final String advice;

    Kind(@Nullable String word, String sentence, String advice) {
      this.word = word;
      this.sentence = sentence;
      this.advice = advice;
    }
  }

  /** Where an error comes out of a script, older servers put the word in the middle. */
  private static final Pattern WORD = Pattern.compile("(?:^|[\\s:]-?)([A-Z]{3,12}) ");

  /** How the client names a loss of the connection, alone or for each call of a batch. */
  private static final Pattern LOSS =
      Pattern.compile("^(?:ERR \\[\\d+] )?(?:CONNECTION_CLOSED\\b|java\\.(?:io|net|nio)\\.)");

  private static final Pattern SCRIPT_SUFFIX = Pattern.compile(" script: [0-9a-f]{40}, on .*$");

  public static RedisTrouble of(Throwable failure) {
    String message = text(failure);
    if (isRefusal(failure)) {
      return refused(message);
    }
    if (failure instanceof TimeoutException) {
      return plain(Kind.SILENT);
    }
    if (failure instanceof ErrorType) {
      return plain(Kind.AWAY);
    }
    return failure instanceof IOException
        ? new RedisTrouble(Kind.AWAY, Kind.AWAY.sentence + ": " + message, Kind.AWAY.advice)
        : new RedisTrouble(Kind.OTHER, message, Kind.OTHER.advice);
  }

  /** Whether Redis said no, so that the connection is good. */
  static boolean isRefusal(Throwable failure) {
    return failure instanceof ErrorType error
        && !LOSS.matcher(String.valueOf(error.getMessage())).find();
  }

  private static RedisTrouble refused(String message) {
    if (message.contains("can't run this command")) {
      return plain(Kind.NO_RIGHTS);
    }
    Matcher words = WORD.matcher(message);
    while (words.find()) {
      String word = words.group(1);
      for (Kind kind : Kind.values()) {
        if (word.equals(kind.word)) {
          return plain(kind);
        }
      }
    }
    return new RedisTrouble(Kind.OTHER, "Redis refuses: " + message, Kind.OTHER.advice);
  }

  private static RedisTrouble plain(Kind kind) {
    return new RedisTrouble(kind, kind.sentence, kind.advice);
  }

  /** One line, bounded: what Redis says may hold what strangers wrote. */
  private static String text(Throwable failure) {
    String message =
        failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
    String line =
        SCRIPT_SUFFIX.matcher(message.replaceAll("\\p{Cntrl}+", " ").strip()).replaceFirst("");
    return line.length() > LONGEST ? line.substring(0, LONGEST) + "..." : line;
  }

  /** Whether it does not answer at all, rather than refuse. */
  public boolean isAway() {
    return kind == Kind.AWAY || kind == Kind.SILENT;
  }

  /** For programs: {@code E_REDIS_TYPE} needs a person, {@code E_REDIS} may be asked again. */
  public String code() {
    return kind == Kind.WRONG_TYPE ? "E_REDIS_TYPE" : "E_REDIS";
  }
}
