package io.distcomp.node;

import io.distcomp.queue.ManyTasks.RemovedJob;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Deletes this node's output files of jobs that were removed. Confined to the heartbeat's event
 * loop; the disk is touched on a worker.
 *
 * <p>Only what the queue says to be removed goes, and of that only files that were written in the
 * job's life: a queue that has lost its memory, or another queue with the same result_dir, costs no
 * output.
 */
final class RemovedOutputs {

  private static final Duration CLOCKS_DIFFER = Duration.ofMinutes(1);
  private static final Pattern FOLDER = Pattern.compile("\\d{1,15}");
  private static final Pattern FILE =
      Pattern.compile("\\d{1,15}-\\d{1,9}\\.\\d{1,9}\\.[0-9a-f]{16}(\\.[a-z]{1,8})?");

  private final Vertx vertx;
  private final NodeParts node;
  private Instant seen = Instant.EPOCH;

  RemovedOutputs(Vertx vertx, NodeParts node) {
    this.vertx = vertx;
    this.node = node;
  }

  /** Jobs that were removed since the last turn, at first all that the queue remembers. */
  Future<Void> turn() {
    return node.queue()
        .removedSince(seen)
        .compose(
            jobs ->
                jobs.isEmpty()
                    ? Future.succeededFuture()
                    : vertx
                        .executeBlocking(() -> deleteAll(node.config().resultDir(), jobs), false)
                        .onSuccess(last -> seen = last)
                        .mapEmpty());
  }

  private static Instant deleteAll(Path resultDir, List<RemovedJob> jobs) throws IOException {
    for (RemovedJob job : jobs) {
      delete(resultDir, job);
    }
    return jobs.get(jobs.size() - 1).removedAt();
  }

  /** {@code <job>/<thousand>/<file>}; no link is followed, and other names stay. */
  static void delete(Path resultDir, RemovedJob job) throws IOException {
    Path folder = resultDir.resolve(job.id().toString());
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try (DirectoryStream<Path> thousands = Files.newDirectoryStream(folder)) {
      for (Path thousand : thousands) {
        if (named(FOLDER, thousand) && Files.isDirectory(thousand, LinkOption.NOFOLLOW_LINKS)) {
          deleteFiles(thousand, job);
          deleteEmpty(thousand);
        }
      }
    }
    deleteEmpty(folder);
  }

  private static void deleteFiles(Path folder, RemovedJob job) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        if (named(FILE, file)
            && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
            && isOf(job, file)) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  private static boolean named(Pattern pattern, Path path) {
    return pattern.matcher(String.valueOf(path.getFileName())).matches();
  }

  private static boolean isOf(RemovedJob job, Path file) throws IOException {
    Instant written = Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS).toInstant();
    return !written.isBefore(job.submittedAt().minus(CLOCKS_DIFFER))
        && !written.isAfter(job.removedAt().plus(CLOCKS_DIFFER));
  }

  private static void deleteEmpty(Path folder) throws IOException {
    try {
      Files.deleteIfExists(folder);
    } catch (DirectoryNotEmptyException e) {
      // somebody else's files are in it: it stays
    }
  }
}
