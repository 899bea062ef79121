package io.distcomp.cli;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a running node says of itself in {@code ~/.distcomp/nodes}. Read by {@link NodeFinder}
 * alone.
 *
 * @param name of the node: the file's name
 */
record NodeFile(String name, URI url, long pid, @Nullable Path tokenFile) {

  /** The files whose process lives; damaged ones are passed over, as a node may be writing one. */
  static List<NodeFile> living(Path directory) {
    List<NodeFile> found = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*.json")) {
      files.forEach(file -> read(file).filter(NodeFile::isAlive).ifPresent(found::add));
    } catch (IOException e) {
      // No folder: no node of this user has ever run here.
      return List.of();
    }
    return List.copyOf(found);
  }

  private boolean isAlive() {
    return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
  }

  private static Optional<NodeFile> read(Path file) {
    try {
      JsonObject json = new JsonObject(Files.readString(file));
      String token = json.getString("token_file");
      return Optional.of(
          new NodeFile(
              file.getFileName().toString().replaceAll("\\.json$", ""),
              URI.create(json.getString("url")),
              json.getLong("pid"),
              token == null ? null : Path.of(token)));
    } catch (IOException | RuntimeException e) {
      return Optional.empty();
    }
  }
}
