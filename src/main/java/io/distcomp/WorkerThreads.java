package io.distcomp;

import io.vertx.core.spi.ExecutorServiceFactory;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadFactory;

/** Gives Vert.x its pools. Made by Vert.x, which finds it in {@code META-INF/services}. */
public final class WorkerThreads implements ExecutorServiceFactory {

  @Override
  public ExecutorService createExecutor(ThreadFactory threads, Integer least, Integer most) {
    return new WorkerPool(threads, most);
  }
}
