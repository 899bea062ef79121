package io.distcomp.cli;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.HttpsURLConnection;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a GET, read to its end. Made by {@link NodeClient} alone, through the older of the
 * JDK's two clients: the other one is half of what a verb costs that asks for one thing.
 */
record WholeAnswer(int status, String body) {

  /**
   * Asks.
   *
   * @throws IOException when nothing answers in time
   */
  static WholeAnswer of(URI url, Target target, Optional<String> token, Duration limit)
      throws IOException {
    HttpURLConnection connection = (HttpURLConnection) url.toURL().openConnection();
    if (connection instanceof HttpsURLConnection secured && target.caFile() != null) {
      secured.setSSLSocketFactory(Trust.of(target.caFile()).getSocketFactory());
    }
    connection.setInstanceFollowRedirects(false);
    connection.setUseCaches(false);
    connection.setConnectTimeout((int) NodeClient.TO_CONNECT.toMillis());
    connection.setReadTimeout((int) limit.toMillis());
    token.ifPresent(value -> connection.setRequestProperty("Authorization", "Bearer " + value));
    return read(connection);
  }

  private static WholeAnswer read(HttpURLConnection connection) throws IOException {
    int status = connection.getResponseCode();
    if (status == -1) {
      throw new IOException("the answer is not HTTP");
    }
    InputStream stream = status < 400 ? connection.getInputStream() : connection.getErrorStream();
    return new WholeAnswer(status, text(stream));
  }

  private static String text(@Nullable InputStream stream) throws IOException {
    if (stream == null) { // an error without a body
      return "";
    }
    try (stream) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
