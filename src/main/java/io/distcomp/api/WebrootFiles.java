package io.distcomp.api;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The page's files, read once into memory: no request ever touches the file system. Immutable after
 * {@link #load}, which blocks.
 */
final class WebrootFiles {

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

  private record Asset(Buffer bytes, String type, String etag) {}

  private final Map<String, Asset> assets;

  private WebrootFiles(Map<String, Asset> assets) {
    this.assets = Map.copyOf(assets);
  }

  /** All files below a folder of the class path; none when it does not exist. */
  static WebrootFiles load(String folder) throws IOException {
    URL url = WebrootFiles.class.getClassLoader().getResource(folder + "/index.html");
    if (url == null) {
      return new WebrootFiles(Map.of());
    }
    try {
      return load(url.toURI(), folder);
    } catch (URISyntaxException e) {
      throw new IOException("the page's files cannot be found at " + url, e);
    }
  }

  private static WebrootFiles load(URI index, String folder) throws IOException {
    if (!"jar".equals(index.getScheme())) {
      return walk(Path.of(index).resolveSibling(""));
    }
    try (FileSystem jar = FileSystems.newFileSystem(index, Map.of())) {
      return walk(jar.getPath(folder));
    } catch (FileSystemAlreadyExistsException e) {
      return walk(FileSystems.getFileSystem(index).getPath(folder));
    }
  }

  private static WebrootFiles walk(Path root) throws IOException {
    Map<String, Asset> assets = new TreeMap<>();
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String path = "/" + root.relativize(file).toString().replace('\\', '/');
        assets.put(path, asset(path, Files.readAllBytes(file)));
      }
    }
    Asset index = assets.get("/index.html");
    if (index != null) {
      assets.put("/", index);
    }
    return new WebrootFiles(assets);
  }

  private static Asset asset(String path, byte[] bytes) {
    String ending = path.substring(path.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return new Asset(
        Buffer.buffer(bytes),
        TYPES.getOrDefault(ending, "application/octet-stream"),
        "\"" + hash(bytes) + "\"");
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
            .putHeader("ETag", asset.etag())
            .putHeader("Content-Type", asset.type());
    if (asset.etag().equals(request.getHeader("If-None-Match"))) {
      Answers.ignore(response.setStatusCode(304).end());
    } else if (isGet) {
      Answers.ignore(response.end(asset.bytes()));
    } else {
      response.putHeader("Content-Length", Integer.toString(asset.bytes().length()));
      Answers.ignore(response.end());
    }
    return true;
  }
}
