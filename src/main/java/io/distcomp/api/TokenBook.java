package io.distcomp.api;

import io.distcomp.bus.BusKey;
import io.distcomp.bus.KnownTokens;
import io.distcomp.queue.SharedTokens;
import io.distcomp.queue.SharedTokens.Entry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whose tokens this node accepts: its own, read again when its file changes, and those that the
 * other nodes have registered. For the web verticle's loop only.
 *
 * <p>A token that nobody knows makes it ask Redis at most once a second, whoever tries.
 */
public final class TokenBook implements KnownTokens {

  /** How often the file is looked at. */
  static final Duration LOOK = Duration.ofSeconds(2);

  /** How long an unknown token waits for the next look at what is registered. */
  static final Duration PATIENCE = Duration.ofSeconds(1);

  private static final Logger LOG = LoggerFactory.getLogger(TokenBook.class);

  private final SharedTokens shared;
  private final Path file;
  private final Duration lasting;
  private final Clock clock;
  private AccessToken own;
  private Map<String, Entry> others = Map.of();
  private Future<Void> lastRead = Future.succeededFuture();
  private long askedAt;
  private long readAt;
  private boolean looking;
  private volatile String fileTrouble = "";
  private boolean registered = true;
  private boolean stopped;

  /**
   * A book that has only the node's own token until it is started.
   *
   * @param file where {@code own} comes from
   * @param lasting how long others accept it after this node's last sign of life
   */
  public TokenBook(AccessToken own, SharedTokens shared, Path file, Duration lasting, Clock clock) {
    this.own = own;
    this.shared = shared;
    this.file = file;
    this.lasting = lasting;
    this.clock = clock;
  }

  /** Registers the own token and keeps everything fresh; the answer ends that. */
  Runnable start(Vertx vertx) {
    refresh();
    long refreshing = vertx.setPeriodic(Math.max(1, lasting.toMillis() / 3), id -> refresh());
    long looks = vertx.setPeriodic(LOOK.toMillis(), id -> look(vertx));
    return () -> {
      stopped = true;
      vertx.cancelTimer(refreshing);
      vertx.cancelTimer(looks);
    };
  }

  AccessToken own() {
    return own;
  }

  /** The id of a token in the form in which it is shown; empty when no node has it. */
  Future<Optional<String>> owner(String candidate) {
    String hash = HexFormat.of().formatHex(AccessToken.sha256(candidate));
    if (isEqual(hash, own.hash())) {
      return Future.succeededFuture(Optional.of(own.id()));
    }
    return other(AccessToken.idOf(hash))
        .map(found -> found.filter(e -> isEqual(e.hash(), hash)).map(e -> AccessToken.idOf(hash)));
  }

  @Override
  public Future<Optional<BusKey>> find(String keyId) {
    if (keyId.equals(own.id())) {
      return Future.succeededFuture(Optional.of(own.busKey()));
    }
    return other(keyId)
        .map(found -> found.map(e -> BusKey.published(keyId, HexFormat.of().parseHex(e.busKey()))));
  }

  private static boolean isEqual(String one, String other) {
    return MessageDigest.isEqual(
        one.getBytes(StandardCharsets.US_ASCII), other.getBytes(StandardCharsets.US_ASCII));
  }

  private Future<Optional<Entry>> other(String id) {
    Entry known = others.get(id);
    return known != null
        ? Future.succeededFuture(Optional.of(known))
        : read().map(v -> Optional.ofNullable(others.get(id)));
  }

  // --- what is registered

  private void refresh() {
    shared.register(entry(own), lasting).onComplete(done -> onRegistered(done.cause()));
    read()
        .onFailure(e -> LOG.debug("The tokens of other nodes are out of reach: {}", e.toString()));
    if (clock.millis() - readAt > lasting.toMillis()) {
      others = Map.of(); // what may have been withdrawn long ago counts no more
    }
  }

  private void onRegistered(@Nullable Throwable failure) {
    if (failure != null && registered && !stopped) {
      LOG.warn("Other nodes do not know this node's token: {}", failure.toString());
    }
    registered = failure == null;
  }

  /** The last reading while it is young, else a new one. */
  private Future<Void> read() {
    long now = clock.millis();
    if (Math.abs(now - askedAt) >= PATIENCE.toMillis()) {
      askedAt = now;
      lastRead = shared.live().map(this::onRead);
    }
    return lastRead;
  }

  private @Nullable Void onRead(Iterable<Entry> entries) {
    Map<String, Entry> read = new HashMap<>();
    entries.forEach(entry -> read.put(AccessToken.idOf(entry.hash()), entry));
    others = read;
    readAt = clock.millis();
    return null;
  }

  private static Entry entry(AccessToken token) {
    return new Entry(token.hash(), HexFormat.of().formatHex(token.busKey().secret()));
  }

  // --- the own file

  /** Why the file cannot be read now; empty when it can. For tests, on any thread. */
  String fileTrouble() {
    return fileTrouble;
  }

  private void look(Vertx vertx) {
    if (looking) {
      return;
    }
    looking = true;
    vertx
        .executeBlocking(() -> TokenFile.read(file), false)
        .onComplete(
            read -> {
              looking = false;
              if (read.succeeded()) {
                onFile(read.result());
              } else {
                onFileTrouble(read.cause());
              }
            });
  }

  private void onFile(AccessToken read) {
    fileTrouble = "";
    if (read.hash().equals(own.hash())) {
      return;
    }
    AccessToken old = own;
    own = read;
    others = Map.of(); // the old one is among them until it is read again, after it is withdrawn
    askedAt = 0;
    LOG.warn("The token file {} has changed: the token before it is refused from now on", file);
    shared
        .unregister(entry(old))
        .onFailure(e -> LOG.warn("Other nodes accept the old token for {} more", lasting))
        .onComplete(done -> refresh());
  }

  /** The token stays: a file that is gone for a moment must not lock everybody out. */
  private void onFileTrouble(Throwable failure) {
    String trouble = failure instanceof IOException ? failure.toString() : "a fault: " + failure;
    if (!trouble.equals(fileTrouble)) {
      LOG.warn("The token file cannot be read, the token before it stays: {}", trouble);
    }
    fileTrouble = trouble;
  }
}
