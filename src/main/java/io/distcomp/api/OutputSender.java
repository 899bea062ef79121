package io.distcomp.api;

import io.distcomp.bus.OutputMessages.OutputChunk;
import io.distcomp.bus.OutputMessages.Stream;
import io.distcomp.queue.TaskQueue.StoredOutput;
import io.distcomp.task.CapturedStream;
import io.distcomp.task.Incarnation;
import io.distcomp.task.TaskId;
import io.distcomp.task.TaskState;
import io.distcomp.task.TaskStatus;
import io.vertx.core.Future;
import java.util.Optional;

/**
 * Sends one stream of one task: from the node that runs it, from the queue, or from the node that
 * has the file. For one request, on the web verticle's loop.
 */
final class OutputSender {

  private static final long LIVE_POLL_MILLIS = 250;
  private static final long WAIT_POLL_MILLIS = 1000;

  private final OutputSource source;
  private final PacedResponse response;
  private final TaskId id;
  private final Stream stream;
  private final boolean follow;
  private long offset;
  private int attempt;
  private long end = Long.MAX_VALUE;

  OutputSender(
      OutputSource source, PacedResponse response, TaskId id, Stream stream, boolean follow) {
    this.source = source;
    this.response = response;
    this.id = id;
    this.stream = stream;
    this.follow = follow;
  }

  /** Completes when the response has ended. */
  Future<Void> send() {
    return Loop.whileTrue(() -> source.task(id).compose(this::step)).onSuccess(v -> response.end());
  }

  /** Answers whether there is more to wait for. */
  private Future<Boolean> step(TaskStatus task) {
    if (response.isGone()) {
      return Future.succeededFuture(false);
    }
    return onAttempt(task)
        .compose(
            marked -> {
              if (task.state() == TaskState.IN_PROGRESS) {
                return live(task);
              }
              if (follow && !task.state().isFinal()) {
                response.start();
                return later(WAIT_POLL_MILLIS);
              }
              return stored().map(sent -> false);
            });
  }

  /** A retry writes from its own beginning. */
  private Future<Void> onAttempt(TaskStatus task) {
    int now = task.attempts().size();
    boolean another = offset > 0 && now > attempt;
    attempt = now;
    if (!another) {
      return Future.succeededFuture();
    }
    offset = 0;
    return response.write(OutputPieces.mark("attempt " + now));
  }

  // --- a task that runs

  private Future<Boolean> live(TaskStatus task) {
    if (task.attempts().isEmpty()) {
      return notFoundLive();
    }
    String node = task.attempts().get(task.attempts().size() - 1).node();
    return source
        .alive(node)
        .compose(alive -> alive.isPresent() ? live(alive.get()) : unreachable(node));
  }

  private Future<Boolean> unreachable(String node) {
    if (follow) {
      response.start();
      return later(WAIT_POLL_MILLIS);
    }
    response.markPartial();
    return response.write(OutputPieces.mark("node " + node + " does not answer")).map(v -> false);
  }

  private Future<Boolean> live(Incarnation node) {
    boolean[] found = new boolean[1];
    return Loop.whileTrue(
            () ->
                source
                    .ask(node, id, stream, null, offset)
                    .compose(
                        chunk -> {
                          found[0] = chunk.found();
                          return chunk.found() ? onLive(chunk) : Future.succeededFuture(false);
                        }))
        // Not found: it has ended meanwhile, or has not started yet; the queue knows. Found: its
        // end is not recorded yet, and a retry may follow.
        .compose(v -> found[0] && !follow ? Future.succeededFuture(false) : notFoundLive());
  }

  private Future<Boolean> notFoundLive() {
    response.start();
    return follow ? later(LIVE_POLL_MILLIS) : source.task(id).compose(task -> stored(task.state()));
  }

  private Future<Boolean> stored(TaskState state) {
    return state == TaskState.IN_PROGRESS
        ? Future.succeededFuture(false)
        : stored().map(sent -> false);
  }

  private Future<Boolean> onLive(OutputChunk chunk) {
    end = Math.min(end, follow ? Long.MAX_VALUE : chunk.length());
    return gap(chunk)
        .compose(v -> response.write(chunk.bytes()))
        .compose(
            v -> {
              offset = chunk.offset() + chunk.bytes().length;
              return wantsMore(chunk);
            });
  }

  private Future<Boolean> wantsMore(OutputChunk chunk) {
    boolean atEnd = offset >= chunk.length();
    if (response.isGone() || offset >= end || (atEnd && !chunk.running())) {
      return Future.succeededFuture(false);
    }
    if (!atEnd && chunk.bytes().length > 0) {
      return Future.succeededFuture(true);
    }
    response.start();
    return follow ? later(LIVE_POLL_MILLIS) : Future.succeededFuture(false);
  }

  private Future<Void> gap(OutputChunk chunk) {
    if (chunk.offset() <= offset) {
      return Future.succeededFuture();
    }
    response.markPartial();
    return response.write(
        OutputPieces.mark((chunk.offset() - offset) + " bytes are not kept while it runs"));
  }

  private Future<Boolean> later(long millis) {
    return source.vertx().timer(millis).map(v -> !response.isGone());
  }

  // --- a task that has ended

  private Future<Void> stored() {
    return source
        .stored(id)
        .compose(output -> output.isPresent() ? stored(output.get()) : nothingStored());
  }

  /** An attempt that wrote nothing leaves nothing in the queue. */
  private Future<Void> nothingStored() {
    if (response.isStarted() || attempt > 0) {
      return Future.succeededFuture();
    }
    return Future.failedFuture(
        ApiException.of(
            404, "E_NO_OUTPUT", "task " + id + " has not run", "?follow=true waits for it"));
  }

  private Future<Void> stored(StoredOutput output) {
    CapturedStream text = stream == Stream.STDOUT ? output.stdout() : output.stderr();
    String file = text.file();
    if (text.isWhole() || file == null) {
      return pieces(text, "were not kept");
    }
    return source
        .alive(output.node())
        .compose(
            node -> node.isPresent() ? fromFile(node.get(), text, file) : Future.succeededFuture())
        .compose(v -> rest(output.node(), text));
  }

  private Future<Void> fromFile(Incarnation node, CapturedStream text, String file) {
    return Loop.whileTrue(
        () ->
            source
                .ask(node, id, stream, file, offset)
                .compose(chunk -> onFile(chunk, text.fileLength())));
  }

  private Future<Boolean> onFile(OutputChunk chunk, long fileLength) {
    boolean usable = chunk.found() && chunk.offset() == offset && chunk.bytes().length > 0;
    if (!usable) {
      return Future.succeededFuture(false);
    }
    return response
        .write(chunk.bytes())
        .map(
            v -> {
              offset += chunk.bytes().length;
              return offset < fileLength;
            });
  }

  /** What the file did not give. */
  private Future<Void> rest(String node, CapturedStream text) {
    if (offset >= text.length()) {
      return Future.succeededFuture();
    }
    boolean wholeFile = offset >= text.fileLength();
    return pieces(
        text,
        wholeFile
            ? "beyond the size limit were not kept"
            : "are on node " + node + ", which does not answer");
  }

  private Future<Void> pieces(CapturedStream text, String why) {
    OutputPieces pieces = new OutputPieces(text, offset);
    Optional<byte[]> mark =
        pieces.missing() == 0
            ? Optional.empty()
            : Optional.of(OutputPieces.mark(pieces.missing() + " bytes " + why));
    mark.ifPresent(m -> response.markPartial());
    return response
        .write(pieces.head())
        .compose(v -> response.write(mark.orElseGet(() -> new byte[0])))
        .compose(v -> response.write(pieces.tail()));
  }
}
