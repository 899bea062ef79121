package io.distcomp.cli;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The live view: takes what it is told, and draws at most four times a second. One thread runs it;
 * any may tell it something.
 */
final class Top {

  static final Duration BETWEEN_DRAWINGS = Duration.ofMillis(250);

  /** Ages are shown in seconds. */
  private static final Duration LONGEST_STILL = Duration.ofSeconds(1);

  private static final Duration STALE = Duration.ofSeconds(20);
  private static final int PAGE = 10;
  private static final int MOST_EVENTS = 1000;

  private final BlockingQueue<TopEvent> events = new LinkedBlockingQueue<>(MOST_EVENTS);
  private final String node;
  private final Screen screen;
  private final Clock clock;
  private LiveQueue live = new LiveQueue();
  private @Nullable LiveQueue frozen;
  private @Nullable String trouble;
  private Instant heard;
  private int selected;
  private volatile boolean ended;

  /** Where it is drawn. */
  interface Screen {
    void draw(LiveQueue queue, String title, int selected, Instant now);

    /** What is on it is not what was drawn. */
    void spoiled();
  }

  Top(String node, Screen screen, Clock clock) {
    this.node = node;
    this.screen = screen;
    this.clock = clock;
    this.heard = clock.instant();
  }

  /** Safe from any thread; waits for room, but for a stop, which comes from signals. */
  void tell(TopEvent event) {
    if (event instanceof TopEvent.Stopped) {
      ended = true;
      // It only wakes the drawing thread; a full queue does so too.
      boolean unused = events.offer(event);
      return;
    }
    try {
      events.put(event);
    } catch (InterruptedException e) {
      // The feed is being closed: nobody draws any more.
      Thread.currentThread().interrupt();
    }
  }

  /** Draws until it is told to stop. */
  void run() {
    long drawn = System.nanoTime() - LONGEST_STILL.toNanos();
    boolean isNew = true;
    while (!ended) {
      long age = System.nanoTime() - drawn;
      Duration due = isNew ? BETWEEN_DRAWINGS : LONGEST_STILL;
      if (age >= due.toNanos()) {
        draw();
        drawn = System.nanoTime();
        isNew = false;
      } else {
        isNew |= take(due.toNanos() - age);
      }
    }
  }

  private boolean take(long nanos) {
    try {
      TopEvent event = events.poll(nanos, TimeUnit.NANOSECONDS);
      if (event != null) {
        onEvent(event);
      }
      return event != null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      ended = true;
      return false;
    }
  }

  private void onEvent(TopEvent event) {
    if (event instanceof TopEvent.Heard news) {
      onNews(news);
    } else if (event instanceof TopEvent.Trouble said) {
      trouble = said.why();
    } else if (event instanceof TopEvent.Pressed pressed) {
      onKey(pressed.key());
    } else if (event instanceof TopEvent.Spoiled) {
      screen.spoiled();
    } else {
      ended = true;
    }
  }

  private void onNews(TopEvent.Heard news) {
    Instant now = clock.instant();
    heard = now;
    trouble = null;
    Consumer<LiveQueue> change =
        news.isSnapshot()
            ? queue -> queue.replace(news.said(), now)
            : queue -> queue.update(news.said(), now);
    change.accept(live);
  }

  private void onKey(TopEvent.Key key) {
    switch (key) {
      case QUIT -> ended = true;
      case UP -> select(selected - 1);
      case DOWN -> select(selected + 1);
      case PAGE_UP -> select(selected - PAGE);
      case PAGE_DOWN -> select(selected + PAGE);
      case FIRST -> select(0);
      case LAST -> select(Integer.MAX_VALUE);
      case PAUSE -> frozen = frozen == null ? live.copy() : null;
    }
  }

  private void select(int row) {
    LiveQueue shown = shown();
    selected = Math.max(0, Math.min(row, shown.jobs().size() + shown.nodes().size() - 1));
  }

  private void draw() {
    // What has come already is to be seen now and not at the next drawing.
    List<TopEvent> come = new ArrayList<>();
    events.drainTo(come);
    come.forEach(this::onEvent);
    Instant now = clock.instant();
    live.tick(now);
    select(selected);
    screen.draw(shown(), title(now), selected, now);
  }

  private LiveQueue shown() {
    return frozen == null ? live : frozen;
  }

  private String title(Instant now) {
    return "distcomp top  " + node + "  " + state(now) + "  q quit, j k move, p pause";
  }

  private String state(Instant now) {
    Duration age = Duration.between(heard, now);
    if (trouble != null) {
      return "AWAY for " + Wording.duration(age) + ": " + Escape.line(trouble) + " (trying again)";
    }
    if (frozen != null) {
      return "PAUSED";
    }
    return age.compareTo(STALE) > 0 ? "no news for " + Wording.duration(age) : "live";
  }
}
