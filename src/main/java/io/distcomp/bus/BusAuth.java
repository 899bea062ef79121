package io.distcomp.bus;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Signs and verifies the bus messages that change something. Verifying is for one thread, because
 * it remembers the nonces it saw; signing is for any.
 *
 * <p>The MAC covers address, time stamp, nonce and body. A message is good for {@link #WINDOW} and
 * once among all nodes.
 */
public final class BusAuth {

  /** How far a time stamp may be from the verifier's clock, either way. */
  public static final Duration WINDOW = Duration.ofSeconds(30);

  static final String TS = "dc-ts";
  static final String NONCE = "dc-nonce";
  static final String KEY = "dc-key";
  static final String MAC = "dc-mac";

  private static final int NONCE_BYTES = 16;
  private static final int LONGEST_HEADER = 128;

  private final KnownTokens known;
  private final Clock clock;
  private final Nonces shared;
  private final NonceMemory nonces;

  public BusAuth(KnownTokens known, Nonces shared, Clock clock) {
    this.known = known;
    this.shared = shared;
    this.clock = clock;
    this.nonces = new NonceMemory(WINDOW.multipliedBy(2), NonceMemory.DEFAULT_MOST);
  }

  /** What a verifier found. */
  public enum Verdict {
    GENUINE("", ""),
    /** No, an unknown or a wrong signature. */
    FORGED("E_MAC", "the message is not signed with a token of this cluster"),
    STALE("E_STALE", "the time stamp is more than 30 s from this node's clock"),
    REPLAYED("E_REPLAY", "this message was received before"),
    /** More messages in the window than can be remembered. */
    BUSY("E_BUSY", "too many signed messages in a minute");

    private final String code;
    private final String message;

    Verdict(String code, String message) {
      this.code = code;
      this.message = message;
    }

    public String code() {
      return code;
    }

    public String message() {
      return message;
    }
  }

  /** A body in the form that travels, and the headers that prove where it comes from. */
  public record Signed(JsonObject body, MultiMap headers) {}

  public static Signed sign(
      BusKey key, String address, JsonObject body, Clock clock, SecureRandom random) {
    // What is decoded at the other end must encode to the same bytes: numbers and dates take the
    // form of the wire first.
    JsonObject wire = new JsonObject(body.toBuffer());
    byte[] bits = new byte[NONCE_BYTES];
    random.nextBytes(bits);
    String nonce = HexFormat.of().formatHex(bits);
    String ts = Long.toString(clock.millis());
    MultiMap headers =
        MultiMap.caseInsensitiveMultiMap()
            .add(TS, ts)
            .add(NONCE, nonce)
            .add(KEY, key.id())
            .add(MAC, HexFormat.of().formatHex(key.mac(text(address, ts, nonce, wire))));
    return new Signed(wire, headers);
  }

  /** The id of the key that a genuine message was signed with. */
  public static String keyId(MultiMap headers) {
    return String.valueOf(headers.get(KEY));
  }

  /** Whether a message is genuine; fails when that cannot be found out now. */
  public Future<Verdict> verify(String address, MultiMap headers, JsonObject body) {
    Long ts = number(headers.get(TS));
    String nonce = bounded(headers.get(NONCE));
    String mac = bounded(headers.get(MAC));
    String keyId = bounded(headers.get(KEY));
    if (ts == null || nonce == null || mac == null || keyId == null) {
      return Future.succeededFuture(Verdict.FORGED);
    }
    return known
        .find(keyId)
        .compose(
            key ->
                isGenuine(key, mac, text(address, ts.toString(), nonce, body))
                    ? freshness(ts, keyId + nonce)
                    : Future.succeededFuture(Verdict.FORGED));
  }

  private static boolean isGenuine(Optional<BusKey> key, String mac, byte[] text) {
    return key.isPresent()
        && MessageDigest.isEqual(
            HexFormat.of().formatHex(key.get().mac(text)).getBytes(StandardCharsets.US_ASCII),
            mac.getBytes(StandardCharsets.UTF_8));
  }

  private Future<Verdict> freshness(long ts, String nonce) {
    long now = clock.millis();
    if (Math.abs(now - ts) > WINDOW.toMillis()) {
      return Future.succeededFuture(Verdict.STALE);
    }
    return switch (nonces.remember(nonce, now)) {
      case NEW ->
          shared
              .firstUse(nonce, WINDOW.multipliedBy(2))
              .map(first -> first ? Verdict.GENUINE : Verdict.REPLAYED);
      case SEEN -> Future.succeededFuture(Verdict.REPLAYED);
      case FULL -> Future.succeededFuture(Verdict.BUSY);
    };
  }

  private static byte[] text(String address, String ts, String nonce, JsonObject body) {
    return (address + "\n" + ts + "\n" + nonce + "\n" + body.encode())
        .getBytes(StandardCharsets.UTF_8);
  }

  private static @Nullable String bounded(@Nullable String header) {
    return header == null || header.length() > LONGEST_HEADER ? null : header;
  }

  private static @Nullable Long number(@Nullable String header) {
    return header == null || !header.matches("[1-9][0-9]{0,14}") ? null : Long.valueOf(header);
  }
}
