package io.distcomp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import io.distcomp.config.Config;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

class LogLineTest {

  @TempDir Path directory;

  @AfterEach
  void restore() throws IOException {
    LogSetup.apply(new Config.Log(Config.Log.Level.INFO, null, false));
  }

  @Test
  void aTextLineHasTimeLevelSourceAndMessage() {
    assertThat(new LogLine.Text().doLayout(event("io.distcomp.node.Fetcher", "ready", null)))
        .isEqualTo("2026-11-24T12:00:00.123Z INFO  node: ready\n");
    assertThat(new LogLine.Text().doLayout(event("io.distcomp.DistComp", "ready", null)))
        .isEqualTo("2026-11-24T12:00:00.123Z INFO  distcomp: ready\n");
    assertThat(new LogLine.Text().doLayout(event("com.example.Thing", "ready", null)))
        .isEqualTo("2026-11-24T12:00:00.123Z INFO  Thing: ready\n");
  }

  @Test
  void aCommandCannotForgeALineOrSteerTheTerminal() {
    String nasty = "a\n2026-11-24T12:00:00.123Z INFO  node: forged\r\u001b[2J\u0085\u2028\u202eb";

    String line = new LogLine.Text().doLayout(event("io.distcomp.X", nasty, null));

    assertThat(line.lines()).hasSize(1);
    assertThat(line)
        .contains("a\\u000a2026-11-24")
        .contains("\\u000d\\u001b[2J\\u0085\\u2028\\u202eb");
  }

  @Test
  void everyLineOfAnExceptionIsIndented() {
    IllegalStateException nasty = new IllegalStateException("one\n2026-11-24 forged");

    String line = new LogLine.Text().doLayout(event("io.distcomp.X", "failed", nasty));

    assertThat(line.lines().skip(1)).isNotEmpty().allSatisfy(l -> assertThat(l).startsWith("  "));
  }

  @Test
  void aJsonLineIsOneObjectWithTheTextAsItWas() {
    String nasty = "a\"b\\c\n\u001b\u00e9\ud83d\ude00";

    String line =
        new LogLine.Json().doLayout(event("io.distcomp.node.X", nasty, new IOException("no\nway")));

    assertThat(line.lines()).hasSize(1);
    JsonObject json = new JsonObject(line);
    assertThat(json.getString("ts")).isEqualTo("2026-11-24T12:00:00.123Z");
    assertThat(json.getString("level")).isEqualTo("INFO");
    assertThat(json.getString("source")).isEqualTo("node");
    assertThat(json.getString("message")).isEqualTo(nasty);
    assertThat(json.getString("exception")).contains("java.io.IOException: no\nway");
  }

  @Test
  void theConfiguredFileLevelAndFormatAreInForceAndCanChange() throws IOException {
    Path file = directory.resolve("sub/node.log");
    Logger log = LoggerFactory.getLogger("io.distcomp.node.Test");
    LogSetup.apply(new Config.Log(Config.Log.Level.DEBUG, file, true));
    log.debug("first");
    LogSetup.apply(new Config.Log(Config.Log.Level.WARN, file, false));
    log.info("hidden");
    log.warn("second");
    LogSetup.apply(new Config.Log(Config.Log.Level.INFO, null, false));
    log.info("on stderr");

    assertThat(Files.readAllLines(file)).hasSize(2);
    assertThat(new JsonObject(Files.readAllLines(file).get(0)).getString("message"))
        .isEqualTo("first");
    assertThat(Files.readAllLines(file).get(1)).endsWith("WARN  node: second");
    assertThat(Files.getPosixFilePermissions(file)).hasSize(2);
  }

  @Test
  void aFileThatCannotBeWrittenLeavesTheLogAsItWas() throws IOException {
    Path kept = directory.resolve("kept.log");
    LogSetup.apply(new Config.Log(Config.Log.Level.INFO, kept, false));

    assertThatThrownBy(
            () -> LogSetup.apply(new Config.Log(Config.Log.Level.INFO, directory, false)))
        .isInstanceOf(IOException.class);

    LoggerFactory.getLogger("io.distcomp.node.Test").info("still here");
    assertThat(Files.readString(kept)).contains("still here");
  }

  private static LoggingEvent event(String logger, String message, Throwable thrown) {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    LoggingEvent event =
        new LoggingEvent(
            "fqcn", context.getLogger(logger), Level.INFO, message, thrown, new Object[0]);
    event.setInstant(Instant.parse("2026-11-24T12:00:00.123Z"));
    return event;
  }
}
