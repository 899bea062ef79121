package io.distcomp.cli;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * An answer that may take minutes. A limit of time would give up a healthy node that works on a big
 * job, and no limit would wait for a frozen one for ever. Made by {@link NodeClient} alone.
 */
record LongCall(CompletableFuture<HttpResponse<String>> answer) {

  /** Fails when the node shows no life. */
  interface Life {
    void show() throws IOException;
  }

  /**
   * The answer.
   *
   * @param between the node is asked for a sign of life so often
   * @throws IOException when the call breaks, or the node shows no life
   */
  HttpResponse<String> await(Duration between, Life node) throws IOException, InterruptedException {
    while (true) {
      try {
        return answer.get(between.toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        node.show();
      } catch (ExecutionException e) {
        throw e.getCause() instanceof IOException broken ? broken : new IOException(e.getCause());
      }
    }
  }
}
