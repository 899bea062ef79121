package io.distcomp;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.LayoutBase;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The two forms of a log line. Made by Logback and {@link LogSetup} only.
 *
 * <p>No text that comes from a command, a file or another machine can start a line of its own or
 * steer a terminal: control characters are written as {@code \}{@code u001b}, and every line of a
 * stack trace starts with a space.
 */
public abstract class LogLine extends LayoutBase<ILoggingEvent> {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);
  private static final String OURS = "io.distcomp.";

  private LogLine() {}

  /** {@code 2026-11-24T12:00:00.123Z INFO node: message}, the level padded to five. */
  public static final class Text extends LogLine {
    @Override
    public String doLayout(ILoggingEvent event) {
      StringBuilder line = new StringBuilder(160);
      line.append(time(event)).append(' ').append("%-5s".formatted(event.getLevel()));
      line.append(' ').append(source(event.getLoggerName())).append(": ");
      escape(line, String.valueOf(event.getFormattedMessage()), false);
      String trace = trace(event);
      if (trace != null) {
        trace.lines().forEach(text -> escape(line.append("\n  "), text.strip(), false));
      }
      return line.append('\n').toString();
    }
  }

  /** One JSON object a line: ts, level, source, thread, message and, if any, exception. */
  public static final class Json extends LogLine {
    @Override
    public String doLayout(ILoggingEvent event) {
      StringBuilder line = new StringBuilder(240).append('{');
      field(line, "ts", time(event));
      field(line.append(','), "level", event.getLevel().toString());
      field(line.append(','), "source", source(event.getLoggerName()));
      field(line.append(','), "thread", event.getThreadName());
      field(line.append(','), "message", String.valueOf(event.getFormattedMessage()));
      String trace = trace(event);
      if (trace != null) {
        field(line.append(','), "exception", trace);
      }
      return line.append("}\n").toString();
    }

    private static void field(StringBuilder line, String name, String value) {
      line.append('"').append(name).append("\":\"");
      escape(line, value, true);
      line.append('"');
    }
  }

  private static String time(ILoggingEvent event) {
    return TIME.format(Instant.ofEpochMilli(event.getTimeStamp()));
  }

  /** The package of our own loggers, the class of others. */
  private static String source(String logger) {
    int dot = logger.lastIndexOf('.');
    if (!logger.startsWith(OURS)) {
      return logger.substring(dot + 1);
    }
    int end = logger.indexOf('.', OURS.length());
    return end < 0 ? "distcomp" : logger.substring(OURS.length(), end);
  }

  private static @Nullable String trace(ILoggingEvent event) {
    IThrowableProxy thrown = event.getThrowableProxy();
    return thrown == null ? null : ThrowableProxyUtil.asString(thrown);
  }

  private static void escape(StringBuilder line, String text, boolean json) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (isHarmful(c)) {
        line.append("\\u").append("%04x".formatted((int) c));
      } else if (json && (c == '"' || c == '\\')) {
        line.append('\\').append(c);
      } else {
        line.append(c);
      }
    }
  }

  /** Controls, line and paragraph ends, and the marks that reorder a line on the screen. */
  private static boolean isHarmful(char c) {
    int type = Character.getType(c);
    return type == Character.CONTROL
        || type == Character.LINE_SEPARATOR
        || type == Character.PARAGRAPH_SEPARATOR
        || type == Character.FORMAT;
  }
}
