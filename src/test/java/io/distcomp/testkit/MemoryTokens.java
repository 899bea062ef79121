package io.distcomp.testkit;

import io.distcomp.queue.SharedTokens;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Tokens and nonces in memory; nothing expires. Safe for use by many threads. */
public final class MemoryTokens implements SharedTokens {

  private final Set<Entry> entries = ConcurrentHashMap.newKeySet();
  private final Set<String> nonces = ConcurrentHashMap.newKeySet();
  private final AtomicInteger readings = new AtomicInteger();
  private volatile boolean away;

  public void setAway(boolean isAway) {
    away = isAway;
  }

  /** How often somebody asked for the list. */
  public int readings() {
    return readings.get();
  }

  public Set<Entry> entries() {
    return Set.copyOf(entries);
  }

  @Override
  public Future<Void> register(Entry token, Duration lasting) {
    return answer(entries.add(token)).mapEmpty();
  }

  @Override
  public Future<Void> unregister(Entry token) {
    return answer(entries.remove(token)).mapEmpty();
  }

  @Override
  public Future<List<Entry>> live() {
    readings.incrementAndGet();
    return answer(List.copyOf(entries));
  }

  @Override
  public Future<Boolean> firstUse(String nonce, Duration lasting) {
    return answer(nonces.add(nonce));
  }

  private <T> Future<T> answer(T value) {
    return away ? Future.failedFuture("Redis is away") : Future.succeededFuture(value);
  }
}
