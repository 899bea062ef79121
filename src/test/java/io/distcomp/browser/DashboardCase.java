package io.distcomp.browser;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import io.distcomp.testkit.RedisServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * One node, its Redis and one browser for a class of tests, and a visitor for each test; whatever a
 * visitor's page does is watched, and a foul fails the test. For extension by the tests of this
 * package.
 */
@Tag("browser")
@ExtendWith(Evidence.class)
abstract class DashboardCase {

  static final int SLOTS = 8;
  private static final double PATIENCE_MS = 60_000;

  @TempDir static Path folder;
  static RedisServer redis;
  static RealNode node;
  private static Chromium chromium;

  private final List<BrowserContext> visitors = new ArrayList<>();
  private @Nullable Page page;
  private @Nullable Watch watch;

  @BeforeAll
  static void startBoth() throws IOException {
    Chromium.mustBeThere();
    PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE_MS);
    redis = RedisServer.create().start();
    node = RealNode.start(folder.resolve("home"), SLOTS, redis);
    chromium = Chromium.start();
  }

  @AfterAll
  static void stopBoth() {
    try {
      if (chromium != null) {
        chromium.close();
      }
    } finally {
      if (node != null) {
        node.close();
      }
      if (redis != null) {
        redis.close();
      }
    }
  }

  @AfterEach
  void nothingFoul() {
    try {
      if (page != null) {
        // What the page reported before this answer has arrived when it has.
        page.evaluate("1");
        watch.assertClean();
      }
    } finally {
      visitors.forEach(BrowserContext::close);
    }
  }

  @Nullable Page page() {
    return page;
  }

  Watch watch() {
    return watch;
  }

  /** A desktop in light colours, logged in by a link of its own. */
  DashboardPage openPage() {
    return openPage(1440, 900, ColorScheme.LIGHT);
  }

  DashboardPage openPage(int width, int height, ColorScheme colours) {
    return visit(node.freshLink(), width, height, colours).signedIn();
  }

  /** A new visitor with a link that may work or not. */
  DashboardPage visit(String link) {
    return visit(link, 1440, 900, ColorScheme.LIGHT);
  }

  private DashboardPage visit(String link, int width, int height, ColorScheme colours) {
    BrowserContext visitor = chromium.newVisitor(width, height, colours);
    visitors.add(visitor);
    visitor.setDefaultTimeout(PATIENCE_MS);
    watch = Watch.on(visitor, node.url());
    page = visitor.newPage();
    page.navigate(link);
    return new DashboardPage(page);
  }
}
