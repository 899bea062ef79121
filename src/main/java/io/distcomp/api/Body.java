package io.distcomp.api;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.OpenOptions;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/**
 * The bytes of one submission: in memory when they are few, because a file costs more time than all
 * the rest of a small submission, else in a file of mode 0600. Immutable; two of them are equal
 * only when they are the same.
 */
abstract class Body {

  /** As many are kept in memory; with {@link Replays#MOST} of them 16 MiB. */
  static final int MOST_IN_MEMORY = 4096;

  private static final int READ_AHEAD = 1 << 16;

  private final long size;

  private Body(long size) {
    this.size = size;
  }

  /** In bytes. */
  final long size() {
    return size;
  }

  /** From the first byte on; blocking, for each reading once. */
  abstract InputStream open() throws IOException;

  /** Removes what is on disk; harmless when that is gone. */
  abstract Future<Void> delete(Vertx vertx);

  static Body inMemory(Buffer bytes) {
    byte[] copy = bytes.getBytes();
    return new Body(copy.length) {
      @Override
      InputStream open() {
        return new ByteArrayInputStream(copy);
      }

      @Override
      Future<Void> delete(Vertx vertx) {
        return Future.succeededFuture();
      }
    };
  }

  static Body inFile(Path file, long size) {
    return new Body(size) {
      @Override
      InputStream open() throws IOException {
        return new BufferedInputStream(Files.newInputStream(file), READ_AHEAD);
      }

      @Override
      Future<Void> delete(Vertx vertx) {
        return vertx.fileSystem().delete(file.toString()).otherwiseEmpty();
      }
    };
  }

  /** Of bytes that are in memory already; many of them go to a file in the folder. */
  static Future<Body> of(Vertx vertx, Buffer bytes, Path folder) {
    if (bytes.length() <= MOST_IN_MEMORY) {
      return Future.succeededFuture(inMemory(bytes));
    }
    Path file = newFile(folder);
    return vertx
        .fileSystem()
        .open(file.toString(), newFile())
        .compose(open -> open.write(bytes).eventually(open::close))
        .map(inFile(file, bytes.length()))
        .recover(e -> inFile(file, 0).delete(vertx).compose(v -> Future.failedFuture(e)));
  }

  /** A name that no other submission has. */
  static Path newFile(Path folder) {
    return folder.resolve("submission-" + UUID.randomUUID() + ".spool");
  }

  /** How such a file is opened. */
  static OpenOptions newFile() {
    return new OpenOptions().setCreateNew(true).setWrite(true).setPerms("rw-------");
  }
}
