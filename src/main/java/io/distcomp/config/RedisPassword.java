package io.distcomp.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where the password of Redis comes from and how well it is kept. Used by {@link RedisSection};
 * nothing here ever puts the password into a message.
 */
final class RedisPassword {
  private static final int LONGEST = 4096;

  private RedisPassword() {}

  /** The password of the URL, of redis_pass or of redis_pass_file; null when there is none. */
  static @Nullable String of(Draft draft, @Nullable String inUrl) {
    String inFile = fromFile(draft);
    String inline = inUrl == null ? draft.get(Keys.REDIS_PASS) : inUrl;
    if (draft.isGiven(Keys.REDIS_PASS_FILE) && !inline.isEmpty()) {
      draft.mistake(
          Keys.REDIS_PASS_FILE,
          "must not be given beside a password in "
              + (inUrl == null ? "redis_pass" : "the URL of redis_host")
              + ": keep one of them");
    }
    return inline.isEmpty() ? inFile : inline;
  }

  static void warnIfWellKnown(Draft draft, @Nullable String password) {
    if (password != null && Secrets.isWellKnown(password)) {
      draft.warn(source(draft), "holds a password that everybody knows: change it");
    }
  }

  /** For a conf file whose text holds a password. */
  static void warnIfExposed(Draft draft, Path file) {
    boolean inUrl = draft.get(Keys.REDIS_HOST).contains("@");
    boolean isInText = inUrl || !draft.get(Keys.REDIS_PASS).isEmpty();
    if (isInText && Secrets.isReadableByOthers(file)) {
      draft.warn(
          inUrl ? Keys.REDIS_HOST : Keys.REDIS_PASS,
          "holds a password, and others can read this file: chmod 600 it, or use redis_pass_file");
    }
  }

  private static Key<String> source(Draft draft) {
    if (draft.isGiven(Keys.REDIS_PASS_FILE)) {
      return Keys.REDIS_PASS_FILE;
    }
    return draft.isGiven(Keys.REDIS_PASS) ? Keys.REDIS_PASS : Keys.REDIS_HOST;
  }

  private static @Nullable String fromFile(Draft draft) {
    Path file = draft.findPath(Keys.REDIS_PASS_FILE);
    if (file == null) {
      return null;
    }
    PathRules.readFile(draft, Keys.REDIS_PASS_FILE, file);
    if (Secrets.isExposed(file)) {
      draft.mistake(Keys.REDIS_PASS_FILE, "can be read or changed by others: chmod 600 it");
    }
    return read(draft, file);
  }

  private static @Nullable String read(Draft draft, Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      String text = new String(in.readNBytes(LONGEST + 1), StandardCharsets.UTF_8);
      String password = text.stripTrailing();
      if (password.isEmpty() || text.length() > LONGEST || password.indexOf('\n') >= 0) {
        draft.mistake(Keys.REDIS_PASS_FILE, "must hold the password as its only line");
      }
      return password;
    } catch (IOException e) {
      draft.mistake(Keys.REDIS_PASS_FILE, "cannot be read: " + e.getMessage());
      return null;
    }
  }
}
