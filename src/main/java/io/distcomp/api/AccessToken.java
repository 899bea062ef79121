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

  /** SHA-256 in hex: tells tokens apart without being one. */
  public String hash() {
    return HexFormat.of().formatHex(hash);
  }

  /** The first 8 hex digits of the hash: how it is called where it is shown. */
  String id() {
    return idOf(hash());
  }

  static String idOf(String hash) {
    return hash.substring(0, BusKey.ID_LENGTH);
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
    return "AccessToken[" + id() + "]";
  }
}
