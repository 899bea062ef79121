package io.distcomp.browser;

import com.microsoft.playwright.Page;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Keeps a screenshot and the elements of the page of a failed test under target/browser. */
final class Evidence implements AfterTestExecutionCallback {

  private static final Path FOLDER = Path.of("target", "browser");

  @Override
  public void afterTestExecution(ExtensionContext context) throws IOException {
    if (context.getExecutionException().isEmpty()) {
      return;
    }
    DashboardCase test = (DashboardCase) context.getRequiredTestInstance();
    Page page = test.page();
    if (page != null && !page.isClosed()) {
      keep(page, context.getRequiredTestMethod().getName());
    }
  }

  private static void keep(Page page, String name) throws IOException {
    Files.createDirectories(FOLDER);
    Files.writeString(FOLDER.resolve(name + ".html"), page.url() + "\n" + page.content());
    page.screenshot(
        new Page.ScreenshotOptions().setFullPage(true).setPath(FOLDER.resolve(name + ".png")));
  }
}
