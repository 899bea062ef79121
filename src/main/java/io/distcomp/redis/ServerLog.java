package io.distcomp.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a server has logged since one start. For this package only.
 *
 * @param from the length of the file before that start
 */
record ServerLog(Path file, long from) {

  private static final int MOST_BYTES = 256 * 1024;

  /** The first part of it, far more than a start writes; empty when it cannot be read. */
  String text() {
    try (InputStream in = Files.newInputStream(file)) {
      in.skipNBytes(from);
      return new String(in.readNBytes(MOST_BYTES), UTF_8);
    } catch (IOException e) {
      return "";
    }
  }

  String lastLines(int count) {
    List<String> lines = text().lines().filter(line -> !line.isBlank()).toList();
    return lines.stream()
        .skip(Math.max(0, lines.size() - count))
        .map(line -> "  " + line.strip())
        .collect(Collectors.joining("\n"));
  }

  /** It has got past the point where a server ends because its port is taken. */
  boolean saysBound() {
    return text().contains("Server initialized");
  }

  boolean saysPortTaken() {
    return text().contains("Address already in use");
  }

  boolean saysDataDamaged() {
    return text().contains("redis-check-aof");
  }

  boolean saysDataCutShort() {
    return text().contains("short read while loading the AOF");
  }
}
