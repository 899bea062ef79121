package io.distcomp.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.ColorScheme;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** The page of a real node as a user sees and uses it. */
class DashboardIT extends DashboardCase {

  private static final int SWEEP = 3000;
  private static final Duration PATIENCE = Duration.ofMinutes(4);

  @Test
  void numbersMoveWithoutAReloadDuringASweep() {
    DashboardPage page = openPage();
    page.raw().evaluate("window.loadedOnce = true");
    long job = node.submit("moving", lines(SWEEP, "sleep 0.02; echo part %d"));
    page.goToJob(job);
    Set<Long> seen = new TreeSet<>();
    Awaitility.await("three figures on the way")
        .atMost(PATIENCE)
        .until(
            () -> {
              seen.add(DashboardPage.figure(page.remark("Done")));
              return seen.stream().filter(n -> n > 0 && n < SWEEP).count() >= 3;
            });
    page.choose("overview");
    Locator card = page.jobCard("moving");
    assertThat(card.locator(".c-by")).containsText("in about");
    assertThat(page.raw().locator(".chart canvas")).hasCount(2);
    Awaitility.await("the end")
        .atMost(PATIENCE)
        .until(() -> DashboardPage.figure(card.locator("[data-state=finished]")) == SWEEP);
    assertThat(card.locator(".pill")).hasText("finished");
    assertThat(node.counts(job).getLong("finished")).isEqualTo(SWEEP);
    assertThat(page.raw().evaluate("window.loadedOnce")).isEqualTo(true);
  }

  @Test
  void aJobPageLeadsToATaskAndItsOutput() {
    long job = node.submit("leading", "shell:5:0.5:1:echo to-out; echo to-err >&2\n");
    DashboardPage page = openPage().goToJob(job);
    assertThat(page.title()).containsText("leading");
    assertThat(page.remark("Done")).hasText("1 of 1");
    page.row("echo to-out").click();
    assertThat(page.drawer()).containsText("echo to-out; echo to-err >&2");
    assertThat(page.drawer()).containsText("0.5 GB, 1 cpu");
    assertThat(page.drawer().locator(".attempts")).containsText("succeeded");
    assertThat(page.output()).hasText("to-out");
    page.drawer().locator("#tab-stderr").click();
    assertThat(page.output()).hasText("to-err");
    page.raw().keyboard().press("Escape");
    assertThat(page.drawer()).hasCount(0);
    assertThat(page.raw().url()).endsWith("#/jobs/" + job);
  }

  @Test
  void outputIsFollowedWhileTheTaskRuns() throws IOException {
    Path gate = folder.resolve("follow-gate");
    String command = "echo first; while [ ! -e '" + gate + "' ]; do sleep 0.1; done; echo second";
    long job = node.submit("followed", "shell:9:0:0:" + command + "\n");
    DashboardPage page = openPage().goToTask(job + ".1");
    assertThat(page.output()).hasText("first");
    assertThat(page.drawer().locator(".drawer-right")).containsText("following");
    assertThat(page.drawer().locator(".attempts")).containsText(" now");
    Files.createFile(gate);
    assertThat(page.output()).containsText("second");
    assertThat(page.drawer().locator(".drawer-head .pill")).hasText("finished");
    assertThat(page.output()).hasText("first\nsecond");
  }

  @Test
  void outputKeepsItsColoursAndItsLastLines() {
    String command = "seq 1 3000; printf '\\033[31mred\\033[0m <b>plain</b>\\n'";
    long job = node.submit("coloured", "shell:5:0:0:" + command + "\n");
    DashboardPage page = openPage().goToTask(job + ".1");
    assertThat(page.output().locator(".sgr-fg-1")).hasText("red");
    assertThat(page.output().locator("b")).hasCount(0);
    assertThat(page.output().locator(".skipped")).containsText("1,001 earlier lines skipped");
    page.drawerButton("Find").click();
    page.drawer().getByPlaceholder("Find in the lines shown").fill("2999");
    assertThat(page.drawer().locator(".find [role=status]")).hasText("1 of 1");
    assertThat(page.output().locator(".line.now")).hasText("2999");
    page.raw().keyboard().press("Escape");
    assertThat(page.drawer().locator(".find")).isHidden();
    assertThat(page.drawer()).isVisible();
  }

  @Test
  void aNodeOpensInDetail() {
    DashboardPage page = openPage();
    page.choose("nodes");
    page.row("alpha").locator("a.name").click();
    assertThat(page.main().locator(".node-card h2")).hasText("alpha");
    assertThat(page.tile("Slots in use")).containsText("/ " + SLOTS);
    assertThat(page.tile("Cpus in use")).containsText(Pattern.compile("\\d / \\d"));
    Locator split = page.main().locator(".node-card .legend");
    assertThat(split)
        .containsText(
            Pattern.compile("running tasks [0-9.]+ [KMG]B.*other processes [0-9.]+ [MG]B"));
    assertThat(page.main().locator(".mem-split"))
        .hasAttribute(
            "aria-label",
            Pattern.compile(
                "Memory, [0-9.]+ GB: running tasks .*, other .*, reserved .*, free .*"));
    page.main().getByLabel("Close").click();
    assertThat(page.main().locator(".node-card")).hasCount(0);
  }

  @Test
  void aFailureIsListedReadAndRetried() throws IOException {
    Path gate = folder.resolve("retry-gate");
    String command = "test -e '" + gate + "' || { echo broken >&2; exit 3; }";
    long job = node.submit(once("failing", List.of(command)));
    DashboardPage page = openPage();
    assertThat(page.notice("1 task of failing failed for good")).isVisible();
    page.choose("failures");
    page.group("broken").locator("a.message").click();
    assertThat(page.row("retry-gate").locator(".c-state")).containsText("exit 3");
    page.row("retry-gate").click();
    assertThat(page.output()).hasText("broken");
    Files.createFile(gate);
    page.drawerButton("Retry").click();
    page.answer("Run it again");
    assertThat(page.drawer().locator(".drawer-head .pill")).hasText("finished");
    assertThat(page.output()).hasText("Nothing was written.");
    page.goToJob(job);
    assertThat(page.remark("Done")).hasText("1 of 1");
    assertThat(page.button("Retry 1")).hasCount(0);
    page.choose("overview");
    assertThat(page.notice("failing")).hasCount(0);
  }

  @Test
  void cancellingAJobAsksFirstAndSaysHowMuch() {
    int tasks = 60;
    long job = node.submit("endless", lines(tasks, "sleep 60%02d"));
    DashboardPage page = openPage().goToJob(job);
    assertThat(page.tile("Running").locator("b")).hasText(Integer.toString(SLOTS));
    page.button("Cancel job").click();
    assertThat(page.question()).containsText("60 unfinished tasks will not be run");
    page.answer("Keep as it is");
    assertThat(node.counts(job).getLong("cancelled")).isZero();
    page.button("Cancel job").click();
    page.answer("Cancel 60 tasks");
    assertThat(page.title().locator(".pill")).hasText("cancelled");
    assertThat(page.remark("Failed")).hasText("60 cancelled");
    assertThat(page.button("Retry 60")).isVisible();
    assertThat(node.counts(job).getLong("cancelled")).isEqualTo(tasks);
  }

  @Test
  void aNodeIsShownAndDrained() {
    DashboardPage page = openPage();
    page.choose("nodes");
    Locator alpha = page.row("alpha");
    assertThat(alpha.locator(".pill")).hasText("live");
    assertThat(alpha).containsText("/ " + SLOTS);
    page.button("Drain").click();
    page.answer("Drain the node");
    assertThat(alpha.locator(".pill")).hasText("draining");
    page.button("Undrain").click();
    assertThat(page.toast("alpha takes tasks again")).isVisible();
    assertThat(alpha.locator(".pill")).hasText("live");
  }

  @Test
  void coloursFollowTheSystemUntilTheUserChooses() {
    DashboardPage page = openPage(1440, 900, ColorScheme.DARK);
    String dark = page.background();
    page.raw().getByLabel("Switch between light and dark").click();
    String light = page.background();
    assertThat(brightness(dark)).isLessThan(60);
    assertThat(brightness(light)).isGreaterThan(200);
    page.raw().reload();
    assertThat(page.signedIn().background()).as("kept over a reload").isEqualTo(light);
  }

  /** The mean of red, green and blue of "rgb(13, 17, 23)". */
  private static double brightness(String colour) {
    return Pattern.compile("\\d+")
        .matcher(colour)
        .results()
        .limit(3)
        .mapToInt(part -> Integer.parseInt(part.group()))
        .average()
        .orElseThrow();
  }

  @Test
  void everyViewFitsAPhone() {
    String longWord = "x".repeat(400);
    long job = node.submit("phone-" + "y".repeat(80), "shell:5:0:0:echo " + longWord + "\n");
    DashboardPage page = openPage(390, 844, ColorScheme.LIGHT);
    for (String view :
        List.of("overview", "jobs", "tasks", "failures", "nodes", "timeline", "submit")) {
      page.choose(view);
      assertThat(page.main().locator(".card").first()).isVisible();
      assertThat(page.width()).as(view).isEqualTo(390);
    }
    page.goToJob(job);
    assertThat(page.row(longWord)).isVisible();
    assertThat(page.width()).as("job").isEqualTo(390);
    page.goToTask(job + ".1");
    assertThat(page.output()).hasText(longWord);
    assertThat(page.width()).as("task").isEqualTo(390);
    assertThat(page.drawer().boundingBox().width).isLessThan(391);
  }

  /** Lines of tasks that need nothing; {@code %d} is the number of each. */
  private static String lines(int tasks, String command) {
    return IntStream.rangeClosed(1, tasks)
        .mapToObj(i -> "shell:5:0:0:" + command.formatted(i) + "\n")
        .collect(Collectors.joining());
  }

  /** A job whose tasks have one attempt each. */
  static JsonObject once(String name, List<String> commands) {
    JsonArray tasks = new JsonArray();
    commands.forEach(c -> tasks.add(new JsonObject().put("command", c).put("max_retries", 0)));
    return new JsonObject().put("name", name).put("tasks", tasks);
  }
}
