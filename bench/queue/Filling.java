package bench;

import io.distcomp.queue.RedisTaskQueue;
import io.distcomp.queue.TaskChunk;
import io.distcomp.queue.TaskQueue;
import io.distcomp.queue.TaskQueue.Added;
import io.distcomp.queue.TaskQueue.OpenedJob;
import io.distcomp.task.JobRequest;
import io.distcomp.task.Resources;
import io.distcomp.task.TaskSpec;
import io.distcomp.task.TaskType;
import java.util.function.LongFunction;
import java.util.stream.LongStream;

/** Puts many no-op tasks into a queue, as a submission does. */
final class Filling {

  private Filling() {}

  /** Tasks of one job, which can run when this returns; {@code needs} of each by its number. */
  static void fill(RedisTaskQueue queue, String job, long tasks, LongFunction<Resources> needs) {
    OpenedJob opened = SimulatedNode.await(queue.open(JobRequest.named(job)));
    Added added = Added.NOTHING;
    for (long from = 0; from < tasks; from += TaskQueue.MAX_CHUNK) {
      TaskChunk chunk = chunk(from, Math.min(tasks, from + TaskQueue.MAX_CHUNK), needs);
      added = added.plus(SimulatedNode.await(queue.add(opened, chunk)));
    }
    SimulatedNode.await(queue.seal(opened, added));
  }

  private static TaskChunk chunk(long from, long to, LongFunction<Resources> needs) {
    return TaskChunk.of(
        LongStream.range(from, to)
            .mapToObj(i -> TaskSpec.of(TaskType.SHELL, ": " + i, 5, needs.apply(i)))
            .toList());
  }
}
