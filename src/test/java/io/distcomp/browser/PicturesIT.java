package io.distcomp.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.LoadState;
import com.microsoft.playwright.options.ScreenshotAnimations;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Takes the pictures of the documentation from nodes at work; run by {@code make screenshots}. */
@Tag("pictures")
class PicturesIT {

  private static final Path IMAGES = Path.of(System.getProperty("distcomp.images", "docs/images"));

  /** The last to come: what the queued tasks need beside what the nodes have. */
  private static final String OVERVIEW = ".notices li:has-text('512 GB')";

  private static final double PATIENCE_MS = 60_000;

  @TempDir static Path folder;
  private static Demo demo;
  private static Chromium chromium;

  @BeforeAll
  static void startBoth() throws IOException {
    PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE_MS);
    demo = Demo.start(folder);
    chromium = Chromium.start();
    Files.createDirectories(IMAGES);
  }

  @AfterAll
  static void stopBoth() {
    try {
      if (chromium != null) {
        chromium.close();
      }
    } finally {
      if (demo != null) {
        demo.close();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"LIGHT", "DARK"})
  void allViews(ColorScheme colours) throws IOException {
    String kind = colours.name().toLowerCase(Locale.ROOT);
    try (BrowserContext visitor = chromium.newVisitor(1440, 900, colours)) {
      DashboardPage page = open(visitor);
      take(page, "#/", OVERVIEW, "overview-" + kind);
      take(page, "#/jobs", "tbody tr", "jobs-" + kind);
      take(page, "#/jobs/" + demo.sweep(), "main .tasks tbody tr", "job-" + kind);
      take(page, "#/tasks?state=failed", "tbody tr", "tasks-" + kind);
      take(page, "#/failures", ".groups > li", "failures-" + kind);
      take(page, "#/nodes?name=atlas", ".node-card .mini-tasks li", "nodes-" + kind);
      take(page, "#/timeline?range=5m", "canvas", "timeline-" + kind);
      page.go("#/submit");
      page.main().locator("textarea").fill(submission());
      take(page, "#/submit", ".submit-page tbody tr", "submit-" + kind);
      page.go("#/jobs/" + demo.sweep());
      take(page, "#/tasks/" + demo.taskOfSweep("failed"), "pre.output .line", "task-" + kind);
    }
    try (BrowserContext visitor = chromium.newVisitor(390, 844, colours)) {
      take(open(visitor), "#/", OVERVIEW, "phone-" + kind);
    }
  }

  private static DashboardPage open(BrowserContext visitor) {
    Page page = visitor.newPage();
    page.navigate(demo.first().freshLink());
    return new DashboardPage(page).signedIn();
  }

  private static String submission() {
    return """
        # the last points of the sweep
        shell:5:0.25:1:simulate --lattice 64 --beta 0.43 --seed 501
        shell:5:0.25:1:simulate --lattice 64 --beta 0.45 --seed 502
        shell:7:2:4:600:simulate --lattice 256 --beta 0.44 --seed 1
        shell:5:0.25:1:plot --in results/ising-64 --out ising-64.svg
        """;
  }

  /** What is there when the view is complete must be seen, and nothing may be on its way. */
  private static void take(DashboardPage page, String hash, String complete, String name)
      throws IOException {
    page.go(hash);
    assertThat(page.raw().locator(complete).first()).isVisible();
    assertThat(page.raw().locator("[aria-busy=true]")).hasCount(0);
    page.raw().waitForLoadState(LoadState.LOAD);
    Path file = IMAGES.resolve(name + ".png");
    page.raw()
        .screenshot(
            new Page.ScreenshotOptions()
                .setPath(file)
                .setAnimations(ScreenshotAnimations.DISABLED));
    assertThat(Files.size(file)).as(name).isBetween(10_000L, 400_000L);
  }
}
