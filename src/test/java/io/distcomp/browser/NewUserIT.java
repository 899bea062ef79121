package io.distcomp.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Somebody who has only the link that the node printed gets along by what the page says. */
class NewUserIT extends DashboardCase {

  @Test
  void fromTheLinkToAMendedFailure() throws IOException {
    DashboardPage page = visit(node.printedLink()).signedIn();
    assertThat(page.main()).containsText("No job yet");
    page.main().getByText("paste them here").click();

    Path missing = folder.resolve("input.txt");
    page.main().locator("textarea").fill(fiveLines(missing));
    assertThat(page.main().locator("table.preview tbody tr")).hasCount(5);
    page.button("Submit 5 tasks").click();

    assertThat(page.toast("5 tasks are queued.")).isVisible();
    assertThat(page.remark("Done")).hasText("4 of 5");
    assertThat(page.tile("Failed").locator("b")).hasText("1");
    page.main().locator(".chips a:has-text('failed')").click();
    page.row("input.txt").click();
    assertThat(page.output()).containsText("input.txt: No such file or directory");
    assertThat(page.drawer().locator(".attempts")).containsText("exit 1");

    Files.writeString(missing, "found\n");
    page.drawerButton("Retry").click();
    page.answer("Run it again");
    assertThat(page.drawer().locator(".drawer-head .pill")).hasText("finished");
    assertThat(page.output()).hasText("found");
    page.drawer().getByLabel("Close").click();
    assertThat(page.remark("Done")).hasText("5 of 5");
    assertThat(page.title().locator(".pill")).hasText("finished");
  }

  private static String fiveLines(Path missing) {
    return """
        echo one
        echo two
        cat %s
        sleep 0.2; echo four
        expr 2 + 3
        """
        .formatted(missing);
  }
}
