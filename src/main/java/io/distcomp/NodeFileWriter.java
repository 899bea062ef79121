package io.distcomp;

import io.distcomp.config.Machine;
import io.distcomp.task.NodeInfo;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;

/**
 * The node's entry in {@code ~/.distcomp/nodes}, by which the command line finds it. Written when
 * the node is ready, removed when it stops.
 */
final class NodeFileWriter {

  private final Path file;

  private NodeFileWriter(Path file) {
    this.file = file;
  }

  static NodeFileWriter write(NodeInfo node, Path tokenFile) throws IOException {
    Path folder = home().resolve(".distcomp").resolve("nodes");
    Files.createDirectories(
        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    Path file = folder.resolve(node.name() + ".json");
    Path part =
        Files.createTempFile(
            folder,
            node.name(),
            ".part",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    JsonObject entry =
        new JsonObject()
            .put("url", node.url())
            .put("pid", ProcessHandle.current().pid())
            .put("token_file", tokenFile.toString());
    Files.writeString(part, entry.encodePrettily() + "\n");
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    return new NodeFileWriter(file);
  }

  void remove() throws IOException {
    Files.deleteIfExists(file);
  }

  private static Path home() {
    return Objects.requireNonNullElse(Machine.real().home(), Path.of("/"));
  }
}
