package io.distcomp.bus;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The key that signs bus messages: derived from an access token, so the token itself never travels.
 * Immutable; whoever has it may submit, so it is stored and shown as carefully as a token.
 */
public final class BusKey {

  /** Hex digits of an id. */
  public static final int ID_LENGTH = 8;

  private static final String HMAC = "HmacSHA256";
  private static final String PURPOSE = "distcomp-bus-v1";

  private final String id;
  private final SecretKeySpec secret;

  private BusKey(String id, byte[] secret) {
    this.id = id;
    this.secret = new SecretKeySpec(secret, HMAC);
  }

  /** The key of a token. */
  public static BusKey of(String token) {
    byte[] bytes = token.getBytes(StandardCharsets.UTF_8);
    byte[] derived = hmac(new SecretKeySpec(bytes, HMAC), PURPOSE.getBytes(StandardCharsets.UTF_8));
    return new BusKey(HexFormat.of().formatHex(sha256(bytes)).substring(0, ID_LENGTH), derived);
  }

  /** A key that another node has published. */
  public static BusKey published(String id, byte[] secret) {
    return new BusKey(id, secret);
  }

  /** The first 8 hex digits of the token's SHA-256. */
  public String id() {
    return id;
  }

  /** What {@link #published} takes. */
  public byte[] secret() {
    return secret.getEncoded();
  }

  byte[] mac(byte[] text) {
    return hmac(secret, text);
  }

  private static byte[] hmac(SecretKeySpec key, byte[] text) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(key);
      return mac.doFinal(text);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has " + HMAC, e);
    }
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  @Override
  public String toString() {
    return "BusKey[" + id + "]";
  }
}
