package io.distcomp.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import io.distcomp.testkit.RedisServer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * Measures what the page costs over a large queue and many busy nodes; run by {@code make page}. It
 * prints figures for {@code docs/performance.md}, and judges none: they are those of a machine.
 */
@Tag("measures")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PageCostIT {

  private static final int NODES = 100;
  private static final int JOBS = Integer.getInteger("distcomp.page.jobs", 2000);
  private static final int TASKS_OF_A_JOB = 600;
  private static final int FINISHED = JOBS * 100;
  private static final int VISITS = 7;
  private static final int STEADY_SECONDS = 20;

  /** Notes when the first figure of the queue is on the page, and it has been painted. */
  private static final String FIRST_FIGURE =
      """
      const look = () => {
        const figures = [...document.querySelectorAll('.tile b')].map((el) => el.textContent);
        if (figures.some((text) => /[1-9]/.test(text))) requestAnimationFrame(() => setTimeout(() => { window.usefulAt = performance.now(); }));
        else requestAnimationFrame(look);
      };
      addEventListener('DOMContentLoaded', look);
      """;

  /** When the document, the session of its link and the first figures were there. */
  private static final String WAY_THERE =
      """
      () => [
        performance.getEntriesByType('navigation')[0].responseEnd,
        performance.getEntriesByType('resource').find((e) => e.name.endsWith('/login')).responseEnd,
        window.usefulAt,
      ]
      """;

  @TempDir static Path folder;
  private static RedisServer redis;
  private static Fleet fleet;
  private static RealNode node;
  private static Chromium chromium;

  @BeforeAll
  static void fillTheQueue() throws IOException {
    PlaywrightAssertions.setDefaultAssertionTimeout(60_000);
    redis = RedisServer.create().start();
    fleet = new Fleet(redis, NODES);
    fleet.submit(JOBS, TASKS_OF_A_JOB);
    fleet.finish(FINISHED);
    fleet.work();
    node = RealNode.start(folder, 2, redis);
    chromium = Chromium.start();
    System.out.println("the queue: " + node.get("/status").getJsonObject("counts").encode());
  }

  @AfterAll
  static void stopAll() {
    for (AutoCloseable one : new AutoCloseable[] {chromium, node, fleet, redis}) {
      try {
        if (one != null) {
          one.close();
        }
      } catch (Exception e) {
        System.out.println("not closed: " + e);
      }
    }
  }

  @Test
  @Order(1)
  void firstUsefulPaint() {
    List<List<?>> ways = new ArrayList<>();
    for (int visit = 0; visit < VISITS; visit++) {
      try (BrowserContext visitor = chromium.newVisitor(1440, 900, ColorScheme.LIGHT)) {
        visitor.addInitScript(FIRST_FIGURE);
        Page page = visitor.newPage();
        page.navigate(node.freshLink());
        // The page's policy forbids what waitForFunction does with a text.
        page.waitForCondition(() -> (boolean) page.evaluate("() => window.usefulAt > 0"));
        ways.add((List<?>) page.evaluate(WAY_THERE));
      }
    }
    List<Double> times = step(ways, 2);
    System.out.printf(
        "first figures painted, ms, of %d visits: median %.0f, best %.0f, worst %.0f%n",
        VISITS, times.get(VISITS / 2), times.get(0), times.get(VISITS - 1));
    System.out.printf(
        "medians on the way: document %.0f, session %.0f%n",
        step(ways, 0).get(VISITS / 2), step(ways, 1).get(VISITS / 2));
  }

  private static List<Double> step(List<List<?>> ways, int step) {
    return ways.stream().map(way -> ((Number) way.get(step)).doubleValue()).sorted().toList();
  }

  @Test
  @Order(2)
  void eachViewWhileFiguresMove() {
    try (BrowserContext visitor = chromium.newVisitor(1440, 900, ColorScheme.LIGHT)) {
      DashboardPage page = open(visitor);
      TabProcess process = TabProcess.of(chromium.session(), page.raw());
      for (var view : views().entrySet()) {
        page.go(view.getKey());
        assertThat(page.raw().locator(view.getValue()).first()).isVisible();
        MainThread cost = MainThread.of(page.raw());
        cost.settle();
        System.out.println(view.getKey() + ": " + cost.over(STEADY_SECONDS));
        byte[] trace =
            chromium.trace(page.raw(), () -> page.raw().waitForTimeout(1000.0 * STEADY_SECONDS));
        System.out.println(view.getKey() + ": " + process.tasksIn(trace));
      }
    }
  }

  @Test
  @Order(3)
  void howSoonEachViewIsThere() {
    try (BrowserContext visitor = chromium.newVisitor(1440, 900, ColorScheme.LIGHT)) {
      DashboardPage page = open(visitor);
      for (var view : views().entrySet()) {
        page.go("#/submit");
        assertThat(page.main().locator("textarea")).isVisible();
        long start = System.nanoTime();
        page.go(view.getKey());
        page.raw().waitForSelector(view.getValue());
        System.out.printf(
            "%s: there after %.0f ms%n", view.getKey(), (System.nanoTime() - start) / 1e6);
      }
    }
  }

  @Test
  @Order(4)
  void memoryOfATab() {
    try (BrowserContext visitor = chromium.newVisitor(1440, 900, ColorScheme.LIGHT)) {
      DashboardPage page = open(visitor);
      TabProcess process = TabProcess.of(chromium.session(), page.raw());
      for (int round = 0; round < 5; round++) {
        for (var view : views().entrySet()) {
          page.go(view.getKey());
          assertThat(page.raw().locator(view.getValue()).first()).isVisible();
        }
        System.out.println(
            "after round "
                + (round + 1)
                + ": "
                + MainThread.of(page.raw()).memory()
                + "; "
                + process.memory());
      }
    }
  }

  private static DashboardPage open(BrowserContext visitor) {
    Page page = visitor.newPage();
    page.navigate(node.freshLink());
    return new DashboardPage(page).signedIn();
  }

  private static Map<String, String> views() {
    JsonObject newest = node.get("/jobs?limit=1").getJsonArray("jobs").getJsonObject(0);
    Map<String, String> views = new LinkedHashMap<>();
    views.put("#/", ".job-card");
    views.put("#/jobs", "main tbody tr");
    views.put("#/jobs/" + newest.getLong("id"), "main .tasks tbody tr");
    views.put("#/tasks", "main tbody tr");
    views.put("#/failures", ".groups > li");
    views.put("#/nodes", "main tbody tr");
    views.put("#/timeline", "main canvas");
    return views;
  }
}
