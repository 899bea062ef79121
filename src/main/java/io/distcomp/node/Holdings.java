package io.distcomp.node;

import io.distcomp.queue.TaskQueue.Held;
import io.distcomp.task.Claim;
import io.distcomp.task.TaskId;
import io.distcomp.task.Token;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The tasks that this node answers for: from the claim's arrival to the commit's answer. The one
 * thing that the verticles share; safe for use by many threads. A renewal gives back what is not in
 * it, so a task is entered before its claim is settled.
 */
final class Holdings {

  private final ConcurrentMap<TaskId, Token> held = new ConcurrentHashMap<>();
  private final AtomicLong settled = new AtomicLong();
  private final AtomicLong waitingBytes = new AtomicLong();

  /** The answer to claim {@code sequence} has arrived. */
  void claimed(long sequence, List<Claim> claims) {
    claims.forEach(claim -> held.put(claim.id(), claim.token()));
    settle(sequence);
  }

  /** No answer to claim {@code sequence} will be listened to. */
  void givenUp(long sequence) {
    settle(sequence);
  }

  private void settle(long sequence) {
    settled.accumulateAndGet(sequence, Math::max);
  }

  /** The task is recorded, released or somebody else's. */
  void done(TaskId id, Token token) {
    held.remove(id, token);
  }

  /** A report waits to be recorded (positive bytes), or is recorded (negative). */
  void waiting(long bytes) {
    waitingBytes.addAndGet(bytes);
  }

  /** Bytes of output in memory that are not recorded yet. */
  long waitingBytes() {
    return waitingBytes.get();
  }

  /** The highest claim whose answer has arrived or was given up; read it before {@link #list}. */
  long settled() {
    return settled.get();
  }

  List<Held> list() {
    return held.entrySet().stream().map(e -> new Held(e.getKey(), e.getValue())).toList();
  }

  int size() {
    return held.size();
  }
}
