package io.distcomp.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Queries, what is done with all that match, groups of failures, and the keys. */
class ExplorerIT extends DashboardCase {

  private static final List<String> FAILING =
      List.of("echo lost-it >&2; exit 4", "echo lost-it >&2; exit 4 #2", "echo fine");

  @Test
  void aQueryIsTypedCompletedAndKeptInTheAddress() {
    long job = node.submit(DashboardIT.once("queried", FAILING));
    DashboardPage page = openPage();
    page.raw().keyboard().press("g");
    page.raw().keyboard().press("t");
    assertThat(page.queryBox()).isVisible();
    page.raw().keyboard().press("/");
    assertThat(page.queryBox()).isFocused();
    page.raw().keyboard().type("state:fa");
    page.raw().keyboard().press("ArrowDown");
    page.raw().keyboard().press("Enter");
    assertThat(page.queryBox()).hasValue("state:failed ");
    page.raw().keyboard().type("exit:4 job:" + job + " lost-it");
    page.raw().keyboard().press("Enter");
    assertThat(page.main().locator(".live-count b")).hasText("2 tasks");
    assertThat(page.row("lost-it")).hasCount(2);
    assertThat(page.raw().url())
        .endsWith("#/tasks?state=failed&exit_code=4&job=" + job + "&q=lost-it");
    page.raw().reload();
    assertThat(page.signedIn().queryBox()).hasValue("state:failed exit:4 job:" + job + " lost-it");
  }

  @Test
  void allThatMatchIsRetriedWithItsExactNumber() {
    long job = node.submit(DashboardIT.once("bulk", FAILING));
    DashboardPage page = openPage().go("#/tasks?job=" + job + "&state=failed");
    assertThat(page.row("lost-it")).hasCount(2);
    page.button("Retry all").click();
    assertThat(page.question()).containsText("2 failed");
    page.answer("Run 2 tasks again");
    assertThat(page.toast("2 tasks are queued again.")).isVisible();
  }

  @Test
  void aGroupOfFailuresIsOpenedAndRetried() {
    long job = node.submit(DashboardIT.once("grouped", FAILING));
    DashboardPage page = openPage().go("#/failures?job=" + job);
    assertThat(page.group("lost-it")).containsText("exit 4");
    page.group("lost-it").locator("a.message").click();
    assertThat(page.raw()).hasURL(Pattern.compile("failure=[0-9a-f]{16}"));
    assertThat(page.row("lost-it")).hasCount(2);
    page.go("#/failures?job=" + job);
    page.group("lost-it").locator("button.retry").click();
    page.answer("Run 2 tasks again");
    assertThat(page.toast("2 tasks are queued again.")).isVisible();
  }

  @Test
  void rowsAreMarkedAndRetriedByKeys() {
    long job = node.submit(DashboardIT.once("marked", FAILING));
    DashboardPage page = openPage().go("#/tasks?job=" + job + "&state=failed");
    assertThat(page.row("lost-it")).hasCount(2);
    for (String key : List.of("j", "x", "j", "x", "r")) {
      page.raw().keyboard().press(key);
    }
    page.answer("Run 2 tasks again");
    assertThat(page.toast("2 tasks are queued again.")).isVisible();
    page.raw().keyboard().press("?");
    assertThat(page.question()).containsText("Mark the row");
  }

  @Test
  void aJobIsChangedAndRemoved() {
    long job = node.submit("steered", "shell:5:0:0:echo over\n");
    DashboardPage page = openPage().goToJob(job);
    assertThat(page.remark("Done")).hasText("1 of 1");
    page.raw().getByLabel("At most at a time").fill("3");
    page.button("Save").click();
    assertThat(page.toast("Saved.")).isVisible();
    page.button("Remove").click();
    assertThat(page.question()).containsText("This cannot be undone");
    page.answer("Remove 1 task");
    assertThat(page.toast("Removed job " + job + ".")).isVisible();
    assertThat(page.row("steered")).hasCount(0);
  }

  @Test
  void aJobIsPausedAndResumed() {
    long job = node.submit("held", "shell:5:0:0:sleep 600\n");
    DashboardPage page = openPage().goToJob(job);
    page.button("Pause").click();
    assertThat(page.title().locator(".pill")).hasText("paused");
    page.button("Resume").click();
    assertThat(page.title().locator(".pill")).hasText("running");
    page.button("Cancel job").click();
    page.answer("Cancel 1 task");
  }
}
