package io.distcomp.redis;

/**
 * Why there is no embedded Redis; the message is written for the user of the node. Thrown by this
 * package, caught by whoever starts the node.
 */
public final class EmbeddedRedisException extends Exception {

  private static final long serialVersionUID = 1L;

  EmbeddedRedisException(String message) {
    super(message);
  }

  EmbeddedRedisException(String message, Throwable cause) {
    super(message, cause);
  }
}
