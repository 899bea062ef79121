package io.distcomp.queue;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What the nodes must know of each other's access tokens, kept where every node of the queue can
 * read it. For {@code api} alone; a failed future means that it cannot be reached now.
 */
public interface SharedTokens {

  /**
   * What tells a token's owner: not the token itself.
   *
   * @param hash SHA-256 of the token, in lower-case hex
   * @param busKey what signs bus messages in its name, in lower-case hex; whoever reads it may sign
   */
  record Entry(String hash, String busKey) {
    private static final Pattern HEX = Pattern.compile("[0-9a-f]{64}");

    public Entry {
      if (!isDigest(hash) || !isDigest(busKey)) {
        throw new IllegalArgumentException("neither hash nor key of a token");
      }
    }

    static boolean isDigest(String text) {
      return HEX.matcher(text).matches();
    }

    @Override
    public String toString() {
      return "Entry[" + hash.substring(0, 8) + "]";
    }
  }

  /** Adds or refreshes a token. It expires by itself after the given time. */
  Future<Void> register(Entry token, Duration lasting);

  Future<Void> unregister(Entry token);

  /** Whose tokens are registered and have not expired; what cannot be read is left out. */
  Future<List<Entry>> live();

  /** Whether no node has seen this nonce within the given time; then it is remembered for all. */
  Future<Boolean> firstUse(String nonce, Duration lasting);
}
