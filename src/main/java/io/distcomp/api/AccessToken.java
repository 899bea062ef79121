package io.distcomp.api;

import io.distcomp.bus.BusKey;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The secret that guards the API. Made by {@link TokenFile}; never printed, its text leaves only
 * into the key of the bus.
 */
public final class AccessToken {

  private final String text;
  private final byte[] hash;

  AccessToken(String text) {
    this.text = text;
    this.hash = sha256(text);
  }

  /** Compares hashes, in a time that says nothing about the token. */
  boolean matches(String candidate) {
    return MessageDigest.isEqual(hash, sha256(candidate));
  }

  /** SHA-256 in hex: tells tokens apart without being one. */
  public String hash() {
    return HexFormat.of().formatHex(hash);
  }

  /** The key that signs bus messages in this token's name. */
  public BusKey busKey() {
    return BusKey.of(text);
  }

  static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  @Override
  public String toString() {
    return "AccessToken[" + hash().substring(0, 8) + "]";
  }
}
