package io.distcomp.node;

import io.distcomp.task.AttemptReport;
import io.distcomp.task.Claim;
import io.distcomp.task.Held;
import io.distcomp.task.TaskId;
import io.distcomp.task.Token;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tasks that this node answers for: from the claim's arrival to the commit's answer. The one
 * thing that the verticles share; safe for use by many threads. A renewal gives back what is not in
 * it, so a task is entered before its claim is settled.
 */
final class Holdings {

  private static final Logger LOG = LoggerFactory.getLogger(Holdings.class);

  private final ConcurrentMap<TaskId, Token> held = new ConcurrentHashMap<>();
  private final AtomicLong settled = new AtomicLong();
  private final AtomicLong entered = new AtomicLong();
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicLong waitingBytes = new AtomicLong();
  private volatile boolean stuck;
  private volatile List<Held> also = List.of();

  /** The answer to claim {@code sequence} has arrived. */
  void claimed(long sequence, List<Claim> claims) {
    claims.forEach(claim -> held.put(claim.id(), claim.token()));
    entered.addAndGet(claims.size());
    settle(sequence);
  }

  /** How many tasks it has had. */
  long entered() {
    return entered.get();
  }

  /** No answer to claim {@code sequence} will be listened to. */
  void givenUp(long sequence) {
    settle(sequence);
  }

  private void settle(long sequence) {
    settled.accumulateAndGet(sequence, Math::max);
  }

  /** The task is released or somebody else's. */
  void done(TaskId id, Token token) {
    held.remove(id, token);
  }

  /** Gives back what was claimed and will not be started. */
  void giveBack(NodeParts node, List<Claim> claims, String reason) {
    List<Held> tasks = claims.stream().map(c -> new Held(c.id(), c.token())).toList();
    node.queue()
        .release(tasks, node.info().name(), reason)
        .onSuccess(n -> tasks.forEach(h -> done(h.id(), h.token())))
        .onFailure(
            e ->
                LOG.warn(
                    "{} claimed task(s) come back when the lease ends: {}",
                    tasks.size(),
                    e.getMessage()));
  }

  /** An execution is over; its report waits to be recorded. */
  void finished(AttemptReport report) {
    waiting.incrementAndGet();
    waitingBytes.addAndGet(report.inlineBytes());
  }

  /** The queue has answered for this report, which was in memory. */
  void recorded(AttemptReport report) {
    stored(report);
    done(report.id(), report.token());
  }

  /** The report is on the disk; the task stays held until the queue has answered. */
  void stored(AttemptReport report) {
    waitingBytes.addAndGet(-report.inlineBytes());
    waiting.decrementAndGet();
  }

  /** Whether some task has no outcome yet. */
  boolean isRunning() {
    return held.size() > waiting.get();
  }

  /** Whether no report is on its way from a process to the queue or the disk. */
  boolean allSafe() {
    return waiting.get() == 0;
  }

  /** Outcomes can be neither recorded nor kept on disk: nothing more is to be started. */
  void stuck(boolean value) {
    stuck = value;
  }

  boolean isStuck() {
    return stuck;
  }

  /** Tasks that are over, but whose outcome Redis may have lost: a renewal lists them as well. */
  void alsoHeld(List<Held> tasks) {
    also = List.copyOf(tasks);
  }

  /** Bytes of output in memory that are neither recorded nor on the disk yet. */
  long waitingBytes() {
    return waitingBytes.get();
  }

  /** The highest claim whose answer has arrived or was given up; read it before {@link #list}. */
  long settled() {
    return settled.get();
  }

  List<Held> list() {
    return Stream.concat(
            held.entrySet().stream().map(e -> new Held(e.getKey(), e.getValue())),
            also.stream().filter(task -> !held.containsKey(task.id())))
        .toList();
  }

  int size() {
    return held.size();
  }
}
