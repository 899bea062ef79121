package io.distcomp.api;

import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;

/**
 * Ends a connection at once. For connections whose other end may not read.
 *
 * <p>{@link HttpConnection#close()} first flushes what is waiting, and so never ends for a client
 * that does not read; the channel below it does not wait.
 */
final class Cut {
  private Cut() {}

  static void off(HttpConnection connection) {
    if (connection instanceof ConnectionBase base) {
      // Its future says nothing that the close handler does not say.
      var unused = base.channel().close();
    } else {
      Answers.ignore(connection.close());
    }
  }
}
