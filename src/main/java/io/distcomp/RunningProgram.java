package io.distcomp;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.distcomp.api.WebVerticle;
import io.distcomp.cli.ExitCode;
import io.distcomp.cli.NodeLauncher.RunningNode;
import io.distcomp.config.Config;
import io.distcomp.config.LiveConfig;
import io.distcomp.node.Node;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A node that was started, until everything of it has ended. Safe for use by many threads. */
final class RunningProgram implements RunningNode {

  private static final Logger LOG = LoggerFactory.getLogger("io.distcomp.node");

  /** What is left of the promised end after drain and grace for recording and closing. */
  private static final Duration CLOSING = Duration.ofSeconds(5);

  private static final long ANSWER_MS = 5000;

  private final LiveConfig live;
  private final WebVerticle web;
  private final Node node;
  private final Closers closers;
  private final AtomicBoolean stopping = new AtomicBoolean();
  private final CompletableFuture<Integer> stopped = new CompletableFuture<>();

  private RunningProgram(LiveConfig live, WebVerticle web, Node node, Closers closers) {
    this.live = live;
    this.web = web;
    this.node = node;
    this.closers = closers;
  }

  static RunningProgram of(LiveConfig live, WebVerticle web, Node node, Closers closers) {
    return new RunningProgram(live, web, node, closers);
  }

  @Override
  public URI url() {
    return URI.create(web.baseUrl());
  }

  @Override
  public String loginLink() {
    try {
      return web.newLoginLink().await(ANSWER_MS, MILLISECONDS);
    } catch (TimeoutException e) {
      throw new IllegalStateException("the node does not answer", e);
    }
  }

  @Override
  public Path tokenFile() {
    return live.now().http().tokenFile();
  }

  @Override
  public CompletionStage<Integer> stopped() {
    return stopped;
  }

  @Override
  public void drain() {
    if (stopping.compareAndSet(false, true)) {
      new Thread(this::stop, "distcomp-stop").start();
    }
  }

  @Override
  public void halt() {
    drain();
    node.hurry();
  }

  /** What does not end within the promised time is left to the watcher and to the lease. */
  private void stop() {
    Config.Node config = live.node();
    Duration limit = config.drainTimeout().plus(config.killGrace()).plus(CLOSING);
    try {
      node.stop()
          .onFailure(e -> LOG.warn("the work did not end in order: {}", e.toString()))
          .otherwiseEmpty() // await would throw whatever it is, checked or not
          .await(limit.toMillis(), MILLISECONDS);
    } catch (TimeoutException e) {
      LOG.warn(
          "not everything ended within {} s; the rest goes back to the queue", limit.toSeconds());
    }
    closers.closeAll();
    LOG.info("stopped");
    stopped.complete(ExitCode.OK);
  }
}
