package io.distcomp.node;

import io.distcomp.node.OutcomeSegment.Damage;
import io.distcomp.task.AttemptReport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Outcomes on disk, oldest first: what could not be recorded yet survives the end of the process.
 * It blocks; {@link OutcomeStore} calls it on one thread. Files are appended to, forced to the disk
 * for each batch, and removed when the queue has answered for all that is in them. What is damaged
 * is told and set aside; it never stops the rest.
 */
final class OutcomeSpool {

  /** The most that is kept; then outcomes stay in memory and the node takes no tasks. */
  static final long MAX_BYTES = 1L << 30;

  /** A file is read whole: this is what reading back costs in memory. */
  private static final int FILE_BYTES = 8 << 20;

  private static final String ENDING = ".outcomes";
  private static final String UNREADABLE = ".unreadable";
  private static final Logger LOG = LoggerFactory.getLogger(OutcomeSpool.class);

  /** No room for more. */
  static final class FullException extends IOException {
    private static final long serialVersionUID = 1;

    FullException(long maxBytes) {
      super("the outcomes on disk have reached their limit of " + (maxBytes >> 20) + " MiB");
    }
  }

  private final Path folder;
  private final long maxBytes;
  private final int fileBytes;
  private final Deque<SpoolFile> files = new ArrayDeque<>();

  private long lastNumber;
  private @Nullable OutcomeSegment walk;
  private List<AttemptReport> unanswered = List.of();
  private final AtomicLong outcomes = new AtomicLong();
  private volatile long bytes;

  OutcomeSpool(Path folder) {
    this(folder, MAX_BYTES, FILE_BYTES);
  }

  OutcomeSpool(Path folder, long maxBytes, int fileBytes) {
    this.folder = folder;
    this.maxBytes = maxBytes;
    this.fileBytes = fileBytes;
  }

  /**
   * How many outcomes wait here, as far as their files were written or opened by this process; any
   * thread may ask.
   */
  long outcomes() {
    return outcomes.get();
  }

  /** Bytes of the files; zero when nothing waits. Any thread may ask. */
  long bytes() {
    return bytes;
  }

  /** Finds what an earlier start left. Writes nothing. */
  void open() throws IOException {
    if (!Files.isDirectory(folder)) {
      return;
    }
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> names = Files.newDirectoryStream(folder, "*" + ENDING + "*")) {
      for (Path file : names) {
        lastNumber = Math.max(lastNumber, number(file));
        if (file.toString().endsWith(ENDING)
            && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
          found.add(file);
        }
      }
    }
    found.sort(null);
    for (Path file : found) {
      files.addLast(SpoolFile.found(file));
    }
    measure();
  }

  /** The number in the name of a file that is or was one of the spool, else 0. */
  private static long number(Path file) {
    String name = file.getFileName().toString();
    try {
      return Long.parseLong(name.substring(0, name.indexOf(ENDING)));
    } catch (NumberFormatException e) { // somebody else's file
      return 0;
    }
  }

  private void measure() {
    bytes = files.stream().mapToLong(SpoolFile::size).sum();
  }

  /** Ends the writing. */
  void close() {
    files.forEach(SpoolFile::close);
  }

  // --- writing

  /**
   * Appends these and forces them to the disk: all of them, or none.
   *
   * @throws IOException when the disk does not take them, or the spool has reached its limit
   */
  void append(List<AttemptReport> reports) throws IOException {
    List<ByteBuffer> frames =
        reports.stream().map(r -> OutcomeSegment.frame(OutcomeCodec.encode(r))).toList();
    if (bytes + frames.stream().mapToLong(ByteBuffer::remaining).sum() > maxBytes) {
      throw new FullException(maxBytes);
    }
    writable().append(frames);
    outcomes.addAndGet(reports.size());
    measure();
  }

  private SpoolFile writable() throws IOException {
    SpoolFile last = files.peekLast();
    if (last != null && last.isOpen() && last.size() < fileBytes) {
      return last;
    }
    if (last != null) {
      last.close();
    }
    makeFolder();
    String name = String.format(Locale.ROOT, "%019d%s", ++lastNumber, ENDING);
    SpoolFile next = SpoolFile.create(folder.resolve(name));
    files.addLast(next);
    return next;
  }

  private void makeFolder() throws IOException {
    if (!Files.isDirectory(folder)) {
      Files.createDirectory(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      SpoolFile.forceNames(folder);
    }
  }

  // --- reading back

  /** The oldest outcomes, the same until they are {@link #answered}; none when nothing waits. */
  List<AttemptReport> next() throws IOException {
    while (unanswered.isEmpty() && !files.isEmpty()) {
      if (walk == null) {
        walk = opened(files.getFirst());
      }
      if (walk == null) {
        leave(files.getFirst());
      } else {
        unanswered = batch(walk);
        retireIfOver();
      }
    }
    return unanswered;
  }

  private static List<AttemptReport> batch(OutcomeSegment walk) {
    OutcomeBuffer.Batch batch = new OutcomeBuffer.Batch();
    while (!batch.isFull() && walk.hasNext()) {
      batch.add(walk.next());
    }
    return batch.reports();
  }

  /** Null when the file is none of the spool, or of another version. */
  private @Nullable OutcomeSegment opened(SpoolFile file) throws IOException {
    file.close();
    byte[] content = file.read();
    try {
      if (!file.isOwn()) {
        outcomes.addAndGet(new OutcomeSegment(content).count());
      }
      return new OutcomeSegment(content);
    } catch (OutcomeSegment.ForeignException e) {
      LOG.error(
          "{} cannot be read, its outcomes are not recorded: {}", file.path(), e.getMessage());
      file.setAside(UNREADABLE);
      return null;
    }
  }

  /** The queue has answered for all that {@link #next} gave. */
  void answered() {
    outcomes.addAndGet(-unanswered.size());
    unanswered = List.of();
    retireIfOver();
  }

  private void retireIfOver() {
    OutcomeSegment over = walk;
    if (over == null || !unanswered.isEmpty() || over.hasNext()) {
      return;
    }
    walk = null;
    SpoolFile file = files.getFirst();
    for (Damage damage : over.damages()) {
      LOG.error(
          "{}: {}, {}; a task whose outcome was there runs again",
          file.path(),
          damage,
          damage.torn() ? "was not written to its end" : "is damaged");
    }
    if (over.damages().stream().allMatch(Damage::torn)) {
      file.remove();
    } else {
      file.setAside(UNREADABLE);
    }
    leave(file);
  }

  private void leave(SpoolFile file) {
    files.remove(file);
    measure();
  }
}
