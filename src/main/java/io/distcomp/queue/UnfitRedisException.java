package io.distcomp.queue;

/** This Redis must not be used as it is; the message says what to change. */
public final class UnfitRedisException extends RuntimeException {
  private static final long serialVersionUID = 1;

  UnfitRedisException(String message) {
    super(message);
  }
}
