package io.distcomp.config;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What must hold for the files and folders that a conf file names. Looks at the file system and
 * changes nothing; used by the sections.
 */
final class PathRules {
  private PathRules() {}

  /** A folder that is there and writable, or that can be made. */
  static void folder(Draft draft, Key<String> key, Path path) {
    if (Files.exists(path)) {
      existingFolder(draft, key, path);
    } else {
      creatable(draft, key, path);
    }
  }

  /** A file that is written: one that is there, or a name in a folder that is or can be made. */
  static void writtenFile(Draft draft, Key<String> key, Path path) {
    if (Files.isDirectory(path)) {
      draft.mistake(key, "is a directory, a file is expected: " + shown(path));
    } else if (!Files.exists(path)) {
      creatable(draft, key, path);
    } else if (!Files.isWritable(path)) {
      draft.mistake(key, "is not writable for this user: " + shown(path));
    }
  }

  /** A file that is read, and made when it is missing. */
  static void keptFile(Draft draft, Key<String> key, Path path) {
    if (Files.exists(path)) {
      readFile(draft, key, path);
    } else {
      creatable(draft, key, path);
    }
  }

  /** A file that is only read; null is none. */
  static void readFile(Draft draft, Key<String> key, @Nullable Path path) {
    if (path == null) {
      return;
    }
    if (Files.isDirectory(path)) {
      draft.mistake(key, "is a directory, a file is expected: " + shown(path));
    } else if (!Files.exists(path)) {
      draft.mistake(key, "does not exist: " + shown(path));
    } else if (!Files.isReadable(path)) {
      draft.mistake(key, "is not readable for this user: " + shown(path));
    }
  }

  /** Certificates: no secret, but whoever changes them chooses whom we talk to. */
  static void certificates(Draft draft, Key<String> key, @Nullable Path path) {
    readFile(draft, key, path);
    if (path != null && Secrets.isChangeableByOthers(path)) {
      draft.mistake(key, "can be changed by others: chmod 644 it");
    }
  }

  private static void existingFolder(Draft draft, Key<String> key, Path path) {
    if (!Files.isDirectory(path)) {
      draft.mistake(key, "is a file, a directory is expected: " + shown(path));
    } else if (!Files.isWritable(path)) {
      draft.mistake(key, "is not writable for this user: " + shown(path));
    }
  }

  private static void creatable(Draft draft, Key<String> key, Path path) {
    Path parent = path.getParent();
    while (parent != null && !Files.exists(parent)) {
      parent = parent.getParent();
    }
    if (parent == null || !Files.isDirectory(parent) || !Files.isWritable(parent)) {
      draft.mistake(
          key,
          "cannot be made: "
              + shown(path)
              + (parent == null ? "" : " (" + shown(parent) + " is not a writable directory)"));
    }
  }

  static String shown(Path path) {
    return '"' + JsonValue.escapeAll(path.toString()) + '"';
  }
}
