package io.distcomp.browser;

import com.google.gson.JsonObject;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Page;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * What a page makes its thread do, in processor time, which does not depend on what else the
 * machine does. Used by {@link PageCostIT}.
 */
final class MainThread {

  private static final int SETTLE_MS = 5000;

  private static final String WATCH =
      """
      () => {
        window.longTasks = [];
        new PerformanceObserver((list) => window.longTasks.push(...list.getEntries().map((e) => e.duration)))
          .observe({ type: 'longtask' });
      }
      """;

  private final Page page;
  private final CDPSession session;

  private MainThread(Page page, CDPSession session) {
    this.page = page;
    this.session = session;
  }

  static MainThread of(Page page) {
    CDPSession session = page.context().newCDPSession(page);
    JsonObject cpu = new JsonObject();
    cpu.addProperty("timeDomain", "threadTicks");
    session.send("Performance.enable", cpu);
    return new MainThread(page, session);
  }

  /** Lets what loading a view costs pass. */
  void settle() {
    page.waitForTimeout(SETTLE_MS);
  }

  /** Tasks over 50 ms are by the clock: a busy machine makes more of them. */
  String over(int seconds) {
    page.evaluate(WATCH);
    Map<String, Double> before = metrics();
    page.waitForTimeout(1000.0 * seconds);
    Map<String, Double> after = metrics();
    return String.format(
        Locale.ROOT,
        "main thread %.1f %% (script %.1f, style %.1f, layout %.1f), %s",
        share("TaskDuration", before, after, seconds),
        share("ScriptDuration", before, after, seconds),
        share("RecalcStyleDuration", before, after, seconds),
        share("LayoutDuration", before, after, seconds),
        page.evaluate(
            "() => `${longTasks.length} tasks over 50 ms, longest ${Math.max(0, ...longTasks).toFixed(0)} ms`"));
  }

  /** Processor time of the whole process since it began. */
  double processSeconds() {
    return metrics().get("ProcessTime");
  }

  String memory() {
    session.send("HeapProfiler.collectGarbage");
    Map<String, Double> now = metrics();
    return String.format(
        Locale.ROOT,
        "script heap %.1f MB, %.0f nodes of the document, %.0f listeners",
        now.get("JSHeapUsedSize") / 1e6,
        now.get("Nodes"),
        now.get("JSEventListeners"));
  }

  private static double share(
      String metric, Map<String, Double> before, Map<String, Double> after, int seconds) {
    return 100 * (after.get(metric) - before.get(metric)) / seconds;
  }

  private Map<String, Double> metrics() {
    Map<String, Double> all = new HashMap<>();
    session
        .send("Performance.getMetrics")
        .getAsJsonArray("metrics")
        .forEach(
            one ->
                all.put(
                    one.getAsJsonObject().get("name").getAsString(),
                    one.getAsJsonObject().get("value").getAsDouble()));
    return all;
  }
}
