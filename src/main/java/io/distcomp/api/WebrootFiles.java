package io.distcomp.api;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The page's files, read once into memory: no request ever touches the file system. Immutable after
 * {@link #load}, which blocks, and needs nothing of Vert.x: a node loads them while Redis starts.
 */
public final class WebrootFiles {

  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "json", Answers.JSON,
          "svg", "image/svg+xml",
          "png", "image/png",
          "ico", "image/x-icon",
          "woff2", "font/woff2",
          "yaml", "application/yaml",
          "txt", "text/plain; charset=utf-8");

  private static final Pattern IMPORT = Pattern.compile("@import \"([^\"]+)\";");

  private static final class Asset {
    private final byte[] bytes;
    private final String type;
    private final String etag;

    private Asset(byte[] bytes, String type) {
      this.bytes = bytes;
      this.type = type;
      this.etag = '"' + hash(bytes) + '"';
    }
  }

  private final Map<String, Asset> assets;

  private WebrootFiles(Map<String, Asset> assets) {
    this.assets = Map.copyOf(assets);
  }

  /** All files below a folder of the class path; none when it does not exist. */
  public static WebrootFiles load(String folder) throws IOException {
    URL index = WebrootFiles.class.getClassLoader().getResource(folder + "/index.html");
    if (index == null) {
      return new WebrootFiles(Map.of());
    }
    try {
      return of(
          index.getProtocol().equals("jar")
              ? inJar(index, folder)
              : inFolder(Path.of(index.toURI()).resolveSibling("")));
    } catch (URISyntaxException e) {
      throw new IOException("the page's files cannot be found at " + index, e);
    }
  }

  /** Through the jar that the classes come from: the file system of a jar would take longer. */
  private static Map<String, byte[]> inJar(URL index, String folder) throws IOException {
    JarURLConnection connection = (JarURLConnection) index.openConnection();
    Map<String, byte[]> files = new TreeMap<>();
    JarFile jar = connection.getJarFile(); // the connections' own, which stays open
    for (JarEntry entry : jar.stream().filter(e -> isBelow(folder, e)).toList()) {
      try (InputStream in = jar.getInputStream(entry)) {
        files.put(entry.getName().substring(folder.length()), in.readAllBytes());
      }
    }
    return files;
  }

  private static boolean isBelow(String folder, JarEntry entry) {
    return entry.getName().startsWith(folder + "/") && !entry.isDirectory();
  }

  private static Map<String, byte[]> inFolder(Path root) throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    try (Stream<Path> found = Files.walk(root)) {
      for (Path file : found.filter(Files::isRegularFile).toList()) {
        String path = "/" + root.relativize(file).toString().replace('\\', '/');
        files.put(path, Files.readAllBytes(file));
      }
    }
    return files;
  }

  private static WebrootFiles of(Map<String, byte[]> files) {
    Map<String, Asset> assets = new TreeMap<>();
    files.forEach(
        (path, bytes) ->
            assets.put(path, asset(path, path.endsWith(".css") ? whole(files, path) : bytes)));
    Asset index = assets.get("/index.html");
    if (index != null) {
      assets.put("/", index);
    }
    return new WebrootFiles(assets);
  }

  /** A style sheet with those that it imports in the place of their lines: one request for all. */
  private static byte[] whole(Map<String, byte[]> files, String sheet) {
    byte[] bytes =
        Objects.requireNonNull(files.get(sheet), () -> "no style sheet has the path " + sheet);
    StringBuilder text = new StringBuilder();
    for (String line : new String(bytes, StandardCharsets.UTF_8).lines().toList()) {
      Matcher imports = IMPORT.matcher(line);
      text.append(
              imports.matches()
                  ? new String(whole(files, beside(sheet, imports)), StandardCharsets.UTF_8)
                  : line)
          .append('\n');
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static String beside(String sheet, Matcher imports) {
    return URI.create(sheet).resolve(imports.group(1)).getPath();
  }

  private static Asset asset(String path, byte[] bytes) {
    String ending = path.substring(path.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return new Asset(bytes, TYPES.getOrDefault(ending, "application/octet-stream"));
  }

  private static String hash(byte[] bytes) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
      return HexFormat.of().formatHex(hash).substring(0, 32);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  Set<String> paths() {
    return assets.keySet();
  }

  /** Answers GET and HEAD; false for all other methods. */
  boolean serve(HttpServerRequest request, String path) {
    Asset asset = assets.get(path);
    boolean isGet = request.method().equals(HttpMethod.GET);
    if (asset == null || !(isGet || request.method().equals(HttpMethod.HEAD))) {
      return false;
    }
    // The browser keeps them and asks each time, so an upgrade shows at once.
    HttpServerResponse response =
        request
            .response()
            .putHeader("Cache-Control", "no-cache")
            .putHeader("ETag", asset.etag)
            .putHeader("Content-Type", asset.type);
    if (asset.etag.equals(request.getHeader("If-None-Match"))) {
      Answers.ignore(response.setStatusCode(304).end());
    } else if (isGet) {
      Answers.ignore(response.end(Buffer.buffer(asset.bytes)));
    } else {
      response.putHeader("Content-Length", Integer.toString(asset.bytes.length));
      Answers.ignore(response.end());
    }
    return true;
  }
}
