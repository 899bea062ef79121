package io.distcomp.bus;

import io.distcomp.task.ProcessUse;
import io.distcomp.task.TaskId;
import org.jspecify.annotations.Nullable;

/** Question and answer about the output that one node holds. */
public final class OutputMessages {
  private OutputMessages() {}

  /** The most bytes of one answer. */
  public static final int MAX_CHUNK = 256 * 1024;

  /** Which of a task's streams. */
  public enum Stream {
    STDOUT,
    STDERR
  }

  /**
   * Asks for bytes of a stream.
   *
   * @param file relative to the node's result_dir; null asks for the running task's output so far
   * @param offset of the first byte
   * @param max at most {@link #MAX_CHUNK}
   */
  public record OutputRequest(
      TaskId task, Stream stream, @Nullable String file, long offset, int max) {}

  /**
   * Bytes of a stream.
   *
   * @param found false when the node has neither file nor process
   * @param offset where the bytes begin; later than asked when a running task's middle is not kept
   * @param length of the stream so far
   * @param running whether more may come
   * @param use what the running task uses; null for a file
   */
  @SuppressWarnings("ArrayRecordComponent") // decoded once, written once
  public record OutputChunk(
      boolean found,
      byte[] bytes,
      long offset,
      long length,
      boolean running,
      @Nullable ProcessUse use) {

    public static final OutputChunk NOT_FOUND =
        new OutputChunk(false, new byte[0], 0, 0, false, null);
  }
}
