package io.distcomp.api;

import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;

/**
 * Ends a connection at once. For connections whose other end may not read.
 *
 * <p>{@link HttpConnection#close()} first flushes what is waiting, which takes half a minute or
 * more when the client does not read, and so does a close of the channel, which Vert.x catches.
 * From the first handler on a close passes all of its handlers by.
 */
final class Cut {
  private Cut() {}

  static void off(HttpConnection connection) {
    if (connection instanceof ConnectionBase base) {
      // Its future says nothing that the close handler does not say.
      var unused = base.channel().pipeline().firstContext().close();
    } else {
      Answers.ignore(connection.close());
    }
  }
}
