package io.distcomp.browser;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The Chromium of this machine, driven without a download. Used by {@link DashboardCase}. */
final class Chromium implements AutoCloseable {

  private static final List<String> NAMES =
      List.of("chromium", "chromium-browser", "google-chrome");
  private static final List<String> QUIET =
      List.of(
          "--no-sandbox",
          "--disable-gpu",
          "--disable-quic",
          "--no-first-run",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync");

  private final Playwright playwright;
  private final Browser browser;

  private Chromium(Playwright playwright, Browser browser) {
    this.playwright = playwright;
    this.browser = browser;
  }

  /** Skips the tests of a machine that has none. */
  static void mustBeThere() {
    assumeTrue(program().isPresent(), "no chromium is installed (Debian: chromium)");
  }

  /** The one that the property {@code distcomp.chromium} names, else the first on the PATH. */
  private static Optional<Path> program() {
    String named = System.getProperty("distcomp.chromium");
    Stream<Path> candidates =
        named != null
            ? Stream.of(Path.of(named))
            : NAMES.stream()
                .flatMap(
                    name ->
                        Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                            .map(folder -> Path.of(folder, name)));
    return candidates.filter(Files::isExecutable).findFirst();
  }

  static Chromium start() {
    Playwright playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    try {
      return new Chromium(playwright, playwright.chromium().launch(options()));
    } catch (RuntimeException e) {
      playwright.close();
      throw e;
    }
  }

  private static BrowserType.LaunchOptions options() {
    return new BrowserType.LaunchOptions()
        .setExecutablePath(program().orElseThrow())
        .setArgs(QUIET);
  }

  /** A browser of somebody else: no cookies, no storage. */
  BrowserContext newVisitor(int width, int height, ColorScheme colours) {
    return browser.newContext(
        new Browser.NewContextOptions().setViewportSize(width, height).setColorScheme(colours));
  }

  /** What the threads of the browser do while this runs, as Chromium's trace. */
  byte[] trace(Page page, Runnable work) {
    browser.startTracing(
        page, new Browser.StartTracingOptions().setCategories(List.of("toplevel")));
    work.run();
    return browser.stopTracing();
  }

  /** Asks the browser itself, not one of its pages. */
  CDPSession session() {
    return browser.newBrowserCDPSession();
  }

  @Override
  public void close() {
    browser.close();
    playwright.close();
  }
}
