package io.distcomp.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What a {@link RespProxy} does at the moment, and its counts. On the proxy's thread alone. */
final class ProxyState {

  /** One direction of a connection. */
  enum Way {
    TO_REDIS,
    TO_CLIENT
  }

  /** How one direction is treated. */
  static final class Treatment {
    boolean blocked;
    long delayNanos;
    int slice = Integer.MAX_VALUE;
    long bytesPerSecond;

    private void pass() {
      blocked = false;
      delayNanos = 0;
      slice = Integer.MAX_VALUE;
      bytesPerSecond = 0;
    }

    void delay(Duration delay) {
      delayNanos = delay.toNanos();
    }
  }

  private final Map<Way, Treatment> treatments = new EnumMap<>(Way.class);
  private final List<Aim> aims = new ArrayList<>();

  long connections;
  long requests;
  long replies;
  long pushes;
  long lostRequests;
  long lostReplies;
  long resets;
  long unreadable;

  ProxyState() {
    for (Way way : Way.values()) {
      treatments.put(way, new Treatment());
    }
  }

  Treatment of(Way way) {
    return treatments.get(way);
  }

  /** Ends all that was asked for. */
  void pass() {
    treatments.values().forEach(Treatment::pass);
    aims.forEach(Aim::end);
    aims.clear();
  }

  void add(Aim aim) {
    aims.removeIf(Aim::isDone);
    aims.add(aim);
  }

  /** The fault for this command, or null. */
  Aim aimAt(RespRequest request) {
    return aims.stream().filter(aim -> aim.takes(request)).findFirst().orElse(null);
  }

  Traffic traffic(long open) {
    return new Traffic(
        connections,
        open,
        requests,
        replies,
        pushes,
        lostRequests,
        lostReplies,
        resets,
        unreadable);
  }
}
