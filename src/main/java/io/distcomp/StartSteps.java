package io.distcomp;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.distcomp.api.WebVerticle;
import io.distcomp.cli.ExitCode;
import io.distcomp.cli.NodeStartException;
import io.distcomp.config.Config;
import io.distcomp.node.NameTakenException;
import io.distcomp.node.Node;
import io.distcomp.queue.UnfitRedisException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeoutException;

/**
 * The steps of a start that wait for an answer, each with its limit and its exit code. For {@link
 * NodeProgram}.
 */
final class StartSteps {

  /** For a machine with too much to do: each call within a step has a limit of its own. */
  private static final long ANSWER_MS = 60_000;

  private StartSteps() {}

  static void deploy(Vertx vertx, WebVerticle web, Config config) throws NodeStartException {
    try {
      vertx.deployVerticle(web).await(ANSWER_MS, MILLISECONDS);
    } catch (TimeoutException | RuntimeException e) {
      throw new NodeStartException(
          ExitCode.BAD_CONFIG,
          "the API cannot listen on "
              + config.http().host()
              + ":"
              + config.http().port()
              + ": "
              + e.getMessage(),
          e);
    }
  }

  /** Without a limit of its own: each call to the queue has one, and there may be many. */
  private static void recordLeft(Node work) throws NodeStartException {
    try {
      work.recordLeft().await();
    } catch (RuntimeException e) {
      throw new NodeStartException(ExitCode.UNAVAILABLE, String.valueOf(e.getMessage()), e);
    }
  }

  static void startWork(Node work, Config config) throws NodeStartException {
    recordLeft(work);
    try {
      await(work.start(), "the queue");
    } catch (NameTakenException e) {
      throw new NodeStartException(ExitCode.BAD_CONFIG, config.file() + ": " + e.getMessage(), e);
    }
  }

  static <T> T await(Future<T> future, String what) throws NodeStartException {
    try {
      return future.await(ANSWER_MS, MILLISECONDS);
    } catch (UnfitRedisException | NameTakenException e) {
      throw e;
    } catch (TimeoutException e) {
      throw new NodeStartException(
          ExitCode.UNAVAILABLE,
          what
              + " gave no answer in "
              + ANSWER_MS / 1000
              + " s; this machine may have too much to do: start it again",
          e);
    } catch (Error e) {
      throw e;
    } catch (Throwable e) { // what Redis answers is neither exception nor error
      throw new NodeStartException(
          ExitCode.UNAVAILABLE, what + " cannot be used: " + e.getMessage(), e);
    }
  }
}
