package io.distcomp.browser;

import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Page;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The process that draws a tab, weighed as Linux does it. Used by {@link PageCostIT}. */
final class TabProcess {

  private static final String TASK = "ThreadControllerImpl::RunTask";

  private static final Pattern SIZE = Pattern.compile("(\\w+):\\s+(\\d+) kB");

  private final long pid;

  private TabProcess(long pid) {
    this.pid = pid;
  }

  /**
   * A browser has several such processes and tells not whose they are: the tab's is that which has
   * been busy for as long as the tab says of its own.
   */
  static TabProcess of(CDPSession browser, Page page) {
    double busy = MainThread.of(page).processSeconds();
    Comparator<Map.Entry<Long, Double>> byDistance =
        Comparator.comparingDouble(process -> Math.abs(process.getValue() - busy));
    return new TabProcess(
        busySeconds(browser).entrySet().stream().min(byDistance).orElseThrow().getKey());
  }

  private static Map<Long, Double> busySeconds(CDPSession browser) {
    Map<Long, Double> all = new HashMap<>();
    browser
        .send("SystemInfo.getProcessInfo")
        .getAsJsonArray("processInfo")
        .forEach(
            one -> {
              var process = one.getAsJsonObject();
              if (process.get("type").getAsString().equals("renderer")) {
                all.put(process.get("id").getAsLong(), process.get("cpuTime").getAsDouble());
              }
            });
    return all;
  }

  /**
   * Tasks of its main thread in a trace of the browser, in processor time: what else the machine
   * does makes them no longer.
   */
  String tasksIn(byte[] trace) {
    double[] ms =
        new JsonObject(Buffer.buffer(trace))
            .getJsonArray("traceEvents").stream()
                .map(JsonObject.class::cast)
                .filter(e -> TASK.equals(e.getString("name")))
                .filter(e -> e.getLong("pid") == pid && e.getLong("tid") == pid)
                .mapToDouble(e -> e.getLong("tdur", 0L) / 1e3)
                .toArray();
    return String.format(
        Locale.ROOT,
        "%d tasks over 50 ms of processor time, longest %.0f ms",
        Arrays.stream(ms).filter(one -> one > 50).count(),
        Arrays.stream(ms).max().orElse(0));
  }

  /**
   * Its own pages and its share of those of the browser's program, which every process of the
   * browser maps; the more of these there are, the smaller the share.
   */
  String memory() {
    Map<String, Long> kib = rollup();
    return String.format(
        Locale.ROOT,
        "process of the tab %.0f MB, of it %.0f MB its own data",
        kib.get("Pss") * 1024 / 1e6,
        kib.get("Pss_Anon") * 1024 / 1e6);
  }

  private Map<String, Long> rollup() {
    Map<String, Long> kib = new HashMap<>();
    try {
      for (String line : Files.readAllLines(Path.of("/proc", "" + pid, "smaps_rollup"))) {
        Matcher size = SIZE.matcher(line);
        if (size.matches()) {
          kib.put(size.group(1), Long.valueOf(size.group(2)));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return kib;
  }
}
