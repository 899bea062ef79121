package io.distcomp.config;

import java.nio.file.Path;
import java.util.Locale;

/** The rules of the keys about the log. Used by {@link ConfigFile}. */
final class LogSection {
  private LogSection() {}

  static Config.Log of(Draft draft) {
    Path file = draft.findPath(Keys.LOG_FILE);
    if (file != null) {
      PathRules.writtenFile(draft, Keys.LOG_FILE, file);
    }
    return new Config.Log(
        Config.Log.Level.valueOf(draft.get(Keys.LOG_LEVEL).toUpperCase(Locale.ROOT)),
        file,
        draft.get(Keys.LOG_FORMAT).equals("json"));
  }
}
