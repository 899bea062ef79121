package io.distcomp.api;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Bytes to a server and back, for requests that no HTTP client would send. For tests. */
final class RawHttp {
  private RawHttp() {}

  /** What comes back until the server closes or is silent for three seconds. */
  static String exchange(int port, String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(3000);
      OutputStream out = socket.getOutputStream();
      out.write(request.getBytes(StandardCharsets.ISO_8859_1));
      out.flush();
      return readAll(socket.getInputStream());
    }
  }

  private static String readAll(InputStream in) throws IOException {
    StringBuilder text = new StringBuilder();
    byte[] buffer = new byte[8192];
    try {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        text.append(new String(buffer, 0, n, StandardCharsets.ISO_8859_1));
      }
    } catch (IOException e) {
      return text.toString(); // Silence or a reset: what came is what there is.
    }
    return text.toString();
  }

  static int status(String response) {
    return response.startsWith("HTTP/1.") ? Integer.parseInt(response.substring(9, 12)) : 0;
  }
}
