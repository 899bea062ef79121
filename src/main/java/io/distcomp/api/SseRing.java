package io.distcomp.api;

import io.vertx.core.buffer.Buffer;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The events of the last minute, for clients that come back. For the loop of its {@link
 * EventStream}; bounded in time and in bytes.
 */
final class SseRing {

  static final Duration KEEP = Duration.ofSeconds(60);
  private static final long MOST_BYTES = 8L << 20;

  private record Event(long number, long at, Buffer frame) {}

  private final String incarnation;
  private final Clock clock;
  private final Deque<Event> events = new ArrayDeque<>();
  private long last;
  private long bytes;

  SseRing(String incarnation, Clock clock) {
    this.incarnation = incarnation;
    this.clock = clock;
  }

  String nextId() {
    return incarnation + "-" + (last + 1);
  }

  /** The id of the last event: what a snapshot of now carries. */
  String lastId() {
    return incarnation + "-" + last;
  }

  /** Keeps the event that has {@link #nextId}. */
  void add(Buffer frame) {
    last++;
    bytes += frame.length();
    events.add(new Event(last, clock.millis(), frame));
    forgetOld();
  }

  /** What came after this id; empty when that is not known any more. */
  Optional<List<Buffer>> since(@Nullable String id) {
    forgetOld();
    Optional<Long> number = number(id);
    long first = events.isEmpty() ? last + 1 : events.getFirst().number();
    if (number.isEmpty() || number.get() > last || number.get() < first - 1) {
      return Optional.empty();
    }
    List<Buffer> missed = new ArrayList<>();
    events.stream()
        .filter(event -> event.number() > number.get())
        .forEach(event -> missed.add(event.frame()));
    return Optional.of(missed);
  }

  private Optional<Long> number(@Nullable String id) {
    String prefix = incarnation + "-";
    return id == null || !id.startsWith(prefix)
        ? Optional.empty()
        : Optional.of(id.substring(prefix.length()))
            .filter(text -> text.matches("[0-9]{1,15}"))
            .map(Long::valueOf);
  }

  private void forgetOld() {
    long oldest = clock.millis() - KEEP.toMillis();
    while (!events.isEmpty() && (events.getFirst().at() < oldest || bytes > MOST_BYTES)) {
      bytes -= events.removeFirst().frame().length();
    }
  }
}
