package io.distcomp.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Bytes to a server and back, for requests that no HTTP client would send. For tests. */
public final class RawHttp {
  private RawHttp() {}

  private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: (\\d+)");

  /** One response, or what comes of it in three seconds. */
  public static String exchange(int port, String request) throws IOException {
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
      int n = in.read(buffer);
      while (n >= 0) {
        text.append(new String(buffer, 0, n, StandardCharsets.ISO_8859_1));
        n = isWhole(text) ? -1 : in.read(buffer);
      }
    } catch (IOException e) {
      return text.toString(); // Silence or a reset: what came is what there is.
    }
    return text.toString();
  }

  private static boolean isWhole(CharSequence text) {
    Matcher length = LENGTH.matcher(text);
    int head = text.toString().indexOf("\r\n\r\n");
    return head >= 0
        && length.find()
        && text.length() >= head + 4 + Integer.parseInt(length.group(1));
  }

  /** The status of a response; 0 when there was none. */
  public static int status(String response) {
    return response.startsWith("HTTP/1.") ? Integer.parseInt(response.substring(9, 12)) : 0;
  }
}
