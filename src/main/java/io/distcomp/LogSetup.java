package io.distcomp;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.rolling.FixedWindowRollingPolicy;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy;
import ch.qos.logback.core.util.FileSize;
import io.distcomp.config.Config;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Iterator;
import org.slf4j.ILoggerFactory;
import org.slf4j.LoggerFactory;

/**
 * Puts the conf file's log keys into force. Called by the composition root at start, and for the
 * level again after an edit of the file.
 */
final class LogSetup {

  private static final String OURS = "io.distcomp";
  private static final FileSize FILE_SIZE = FileSize.valueOf("100MB");
  private static final int OLD_FILES = 4;

  private LogSetup() {}

  /**
   * Level, file and format. A file is readable by its owner only, and kept below 100 MB with four
   * older ones beside it.
   *
   * @throws IOException when the file cannot be written; the log is as before
   */
  static void apply(Config.Log log) throws IOException {
    ILoggerFactory factory = LoggerFactory.getILoggerFactory();
    if (factory instanceof LoggerContext context) {
      Path file = log.file();
      Appender<ILoggingEvent> appender =
          file == null ? stderr(context, log.json()) : file(context, log.json(), file);
      Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
      Iterator<Appender<ILoggingEvent>> before = root.iteratorForAppenders();
      root.addAppender(appender);
      before.forEachRemaining(old -> replace(root, old, appender));
      setLevels(context, log.level());
    }
  }

  /** Another level, all else as it is. */
  static void level(Config.Log.Level level) {
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
      setLevels(context, level);
    }
  }

  /** Plain lines on stderr, before any file is read. */
  static void first(LoggerContext context) {
    context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).addAppender(stderr(context, false));
    setLevels(context, Config.Log.Level.INFO);
  }

  private static void replace(
      Logger root, Appender<ILoggingEvent> old, Appender<ILoggingEvent> appender) {
    if (old != appender && root.detachAppender(old)) {
      old.stop();
    }
  }

  /**
   * Other libraries stay at warnings: their words about starting and joining help nobody. Hazelcast
   * warns even of nodes that stop in good order, so its warnings are for those who look closer.
   */
  private static void setLevels(LoggerContext context, Config.Log.Level level) {
    boolean closer = level.compareTo(Config.Log.Level.DEBUG) <= 0;
    context.getLogger(OURS).setLevel(Level.valueOf(level.name()));
    context.getLogger("com.hazelcast").setLevel(closer ? Level.WARN : Level.ERROR);
    context
        .getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)
        .setLevel(level == Config.Log.Level.ERROR ? Level.ERROR : Level.WARN);
    // Of promises whose loop has ended before them, as it may in a stop in good order.
    context
        .getLogger("io.netty.util.concurrent.DefaultPromise.rejectedExecution")
        .setLevel(Level.OFF);
  }

  private static Appender<ILoggingEvent> stderr(LoggerContext context, boolean json) {
    ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
    appender.setTarget("System.err");
    return started(appender, context, json);
  }

  private static Appender<ILoggingEvent> file(LoggerContext context, boolean json, Path file)
      throws IOException {
    create(file);
    RollingFileAppender<ILoggingEvent> appender = new RollingFileAppender<>();
    appender.setFile(file.toString());
    appender.setRollingPolicy(rolling(context, appender, file));
    appender.setTriggeringPolicy(trigger(context));
    return started(appender, context, json);
  }

  private static FixedWindowRollingPolicy rolling(
      LoggerContext context, RollingFileAppender<ILoggingEvent> appender, Path file) {
    FixedWindowRollingPolicy rolling = new FixedWindowRollingPolicy();
    rolling.setContext(context);
    rolling.setParent(appender);
    rolling.setFileNamePattern(file.toString().replace("%", "\\%") + ".%i");
    rolling.setMinIndex(1);
    rolling.setMaxIndex(OLD_FILES);
    rolling.start();
    return rolling;
  }

  private static SizeBasedTriggeringPolicy<ILoggingEvent> trigger(LoggerContext context) {
    SizeBasedTriggeringPolicy<ILoggingEvent> trigger = new SizeBasedTriggeringPolicy<>();
    trigger.setContext(context);
    trigger.setMaxFileSize(FILE_SIZE);
    trigger.start();
    return trigger;
  }

  private static Appender<ILoggingEvent> started(
      OutputStreamAppender<ILoggingEvent> appender, LoggerContext context, boolean json) {
    LogLine layout = json ? new LogLine.Json() : new LogLine.Text();
    layout.setContext(context);
    layout.start();
    LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
    encoder.setContext(context);
    encoder.setLayout(layout);
    encoder.start();
    appender.setContext(context);
    appender.setName("distcomp");
    appender.setEncoder(encoder);
    appender.start();
    return appender;
  }

  /** Proves that the file can be written, since an appender would only say so on its own. */
  private static void create(Path file) throws IOException {
    Path parent = file.toAbsolutePath().getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    try {
      Files.createFile(file, ownerOnly(file));
    } catch (FileAlreadyExistsException e) {
      Files.newOutputStream(file, StandardOpenOption.APPEND).close();
    }
  }

  private static FileAttribute<?>[] ownerOnly(Path file) {
    boolean posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
    return posix
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        }
        : new FileAttribute<?>[0];
  }
}
