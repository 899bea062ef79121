package io.distcomp.cli;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Asks a node again and again until it says what is waited for. Used by {@link Manager}. */
final class Patience {

  private static final long BETWEEN_MILLIS = 100;
  private static final Duration MOST = Duration.ofMinutes(2);

  private final Signals signals;

  Patience(Signals signals) {
    this.signals = signals;
  }

  /**
   * The first answer that is as wanted.
   *
   * @throws CliException when none is within two minutes, or the user ends the waiting
   */
  @CanIgnoreReturnValue
  <T> T until(Supplier<T> question, Predicate<T> wanted, String otherwise) {
    CountDownLatch stop = new CountDownLatch(1);
    Signals.Handle handle = signals.onStop(stop::countDown, stop::countDown);
    try (handle) {
      return until(question, wanted, otherwise, stop);
    }
  }

  private static <T> T until(
      Supplier<T> question, Predicate<T> wanted, String otherwise, CountDownLatch stop) {
    long end = System.nanoTime() + MOST.toNanos();
    T answer = question.get();
    while (!wanted.test(answer)) {
      if (System.nanoTime() > end) {
        throw CliException.unavailable(otherwise);
      }
      pause(stop);
      answer = question.get();
    }
    return answer;
  }

  private static void pause(CountDownLatch stop) {
    try {
      if (stop.await(BETWEEN_MILLIS, TimeUnit.MILLISECONDS)) {
        throw new CliException(ExitCode.INTERRUPTED, "interrupted; nothing was undone");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CliException(ExitCode.INTERRUPTED, "interrupted", e);
    }
  }
}
