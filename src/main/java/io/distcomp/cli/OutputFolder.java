package io.distcomp.cli;

import io.distcomp.task.Counted;
import io.distcomp.task.TaskId;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * A folder that outputs are collected in, as {@code 12.345.stdout}; an empty output makes no file.
 * Names are made of ids alone, and a file appears when it is whole. Used by {@link ExportVerb},
 * from one thread.
 */
final class OutputFolder {

  private static final List<String> STREAMS = List.of("stdout", "stderr");

  private final NodeClient node;
  private final Path folder;
  private long partial;
  private long missing;

  /**
   * Makes the folder when there is none.
   *
   * @throws CliException when it cannot be made
   */
  OutputFolder(NodeClient node, Path folder) {
    this.node = node;
    this.folder = folder;
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw unwritable(folder, e);
    }
  }

  /** Nothing for a task that never ran. */
  void collect(JsonObject task) {
    if (!Json.objects(task, "attempts").isEmpty()) {
      TaskId id = Json.taskId(task);
      STREAMS.forEach(stream -> collect(id, stream));
    }
  }

  /** Whether nothing was left out; says what was. */
  boolean isComplete(Console console) {
    if (partial > 0) {
      console.note(
          Counted.of(partial, "output")
              + " not whole: the node that has them is gone; beginnings and ends were taken");
    }
    if (missing > 0) {
      console.note(Counted.of(missing, "output") + " not to be had");
    }
    return partial + missing == 0;
  }

  private void collect(TaskId id, String stream) {
    try {
      HttpResponse<InputStream> response = node.stream("/tasks/" + id + "/" + stream);
      save(id + "." + stream, response.body());
      partial += response.headers().firstValue("X-DistComp-Partial").isPresent() ? 1 : 0;
    } catch (CliException e) {
      if (e.exitCode() != ExitCode.USAGE || e.code().isEmpty()) {
        throw e;
      }
      // The node knows no such output: the others are still wanted.
      missing++;
    }
  }

  private void save(String name, InputStream body) {
    Path file = folder.resolve(name);
    Path part = folder.resolve("." + name + ".part");
    try (body) {
      byte[] first = body.readNBytes(1);
      Files.deleteIfExists(part);
      if (first.length == 0) {
        Files.deleteIfExists(file);
        return;
      }
      write(part, first, body);
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw unwritable(file, e);
    }
  }

  /** Never through a link that somebody has put there. */
  private static void write(Path part, byte[] first, InputStream rest) throws IOException {
    try (OutputStream out =
        Files.newOutputStream(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      out.write(first);
      long unused = rest.transferTo(out);
    } catch (IOException e) {
      Files.deleteIfExists(part);
      throw e;
    }
  }

  private static CliException unwritable(Path file, IOException e) {
    return new CliException(
        ExitCode.USAGE, "cannot write " + Escape.line(file + ": " + e.getMessage()), e);
  }
}
