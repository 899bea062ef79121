package io.distcomp.node;

import io.distcomp.bus.OutputMessages.OutputChunk;
import io.distcomp.bus.OutputMessages.OutputRequest;
import io.distcomp.bus.OutputMessages.Stream;
import io.distcomp.process.ChildProcess;
import io.distcomp.task.TaskId;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Answers questions about this node's output: of running tasks from memory, of ended ones from the
 * files below result_dir and from nowhere else.
 */
final class OutputFiles {

  private final Vertx vertx;
  private final Path resultDir;
  private final Function<TaskId, @Nullable ChildProcess> running;

  /** {@code running} is called on the event loop that calls {@link #answer}. */
  OutputFiles(Vertx vertx, Path resultDir, Function<TaskId, @Nullable ChildProcess> running) {
    this.vertx = vertx;
    this.resultDir = resultDir;
    this.running = running;
  }

  Future<OutputChunk> answer(OutputRequest request) {
    String file = request.file();
    if (file != null) {
      return vertx.executeBlocking(
          () -> read(resultDir, file, request.offset(), request.max()), false);
    }
    ChildProcess child = running.apply(request.task());
    return Future.succeededFuture(child == null ? OutputChunk.NOT_FOUND : live(child, request));
  }

  private static OutputChunk live(ChildProcess child, OutputRequest request) {
    ChildProcess.LiveOutput output = child.tail(request.max());
    boolean out = request.stream() == Stream.STDOUT;
    byte[] bytes = out ? output.stdout() : output.stderr();
    long length = out ? output.stdoutLength() : output.stderrLength();
    long from = length - bytes.length;
    int skip = (int) Math.min(bytes.length, Math.max(0, request.offset() - from));
    return new OutputChunk(
        true,
        Arrays.copyOfRange(bytes, skip, bytes.length),
        from + skip,
        length,
        true,
        child.use());
  }

  /**
   * Bytes of a file; the name comes from Redis and is not trusted.
   *
   * @throws IOException when the disk fails
   */
  static OutputChunk read(Path resultDir, String name, long offset, int max) throws IOException {
    Path path = resultDir.resolve(name).normalize();
    Path folder = path.getParent();
    try {
      if (!path.startsWith(resultDir)
          || folder == null
          || !folder.toRealPath().startsWith(resultDir.toRealPath())
          || !Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
        return OutputChunk.NOT_FOUND;
      }
      try (SeekableByteChannel channel =
          Files.newByteChannel(path, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
        long length = channel.size();
        ByteBuffer buffer = ByteBuffer.allocate((int) Math.max(0, Math.min(max, length - offset)));
        channel.position(Math.min(offset, length));
        while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
          // a read may give less than asked
        }
        return new OutputChunk(
            true, Arrays.copyOf(buffer.array(), buffer.position()), offset, length, false, null);
      }
    } catch (NoSuchFileException e) {
      return OutputChunk.NOT_FOUND;
    }
  }
}
