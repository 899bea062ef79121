package io.distcomp.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.AriaRole;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The page without a pointer: every view is reached and used by keys, and the focus is seen. */
class KeyboardIT extends DashboardCase {

  private DashboardPage page;
  private Keyboard keys;

  @BeforeEach
  void openWithoutAPointer() {
    page = openPage();
    keys = new Keyboard(page.raw());
  }

  @Test
  void aFailingTaskIsFoundReadAndRetried() throws IOException {
    Path gate = folder.resolve("keys-gate");
    String command = "test -e '" + gate + "' || { echo locked >&2; exit 5; }";
    long job = node.submit(DashboardIT.once("by-keys", List.of(command, "echo fine")));
    Locator failed = page.row("keys-gate").locator("a.name");
    keys.enter(nav("jobs"));
    keys.enter(page.row("by-keys").locator("a.name"));
    assertThat(page.title()).containsText("by-keys");
    keys.enter(failed);
    assertThat(page.drawer().locator("h2")).isFocused();
    assertThat(page.output()).hasText("locked");
    Files.createFile(gate);
    keys.enter(page.drawerButton("Retry"));
    assertThat(ask("Keep as it is")).isFocused();
    keys.press("Escape");
    assertThat(page.question()).hasCount(0);
    assertThat(page.drawerButton("Retry")).isFocused();
    keys.press("Enter");
    keys.enter(ask("Run it again"));
    assertThat(page.drawer().locator(".drawer-head .pill")).hasText("finished");
    assertThat(page.drawer().locator("h2")).isFocused();
    keys.press("Escape");
    assertThat(page.drawer()).hasCount(0);
    assertThat(failed).isFocused();
    assertThat(node.counts(job).getLong("finished")).isEqualTo(2);
  }

  @Test
  void aJobIsCancelledAndItsTasksRead() {
    long job = node.submit("stopped-by-keys", "shell:5:0:0:sleep 900\nshell:5:0:0:sleep 901\n");
    keys.press("g", "j");
    keys.enter(page.row("stopped-by-keys").locator("a.name"));
    keys.enter(page.button("Cancel job"));
    assertThat(ask("Keep as it is")).isFocused();
    keys.enter(ask("Cancel 2 tasks"));
    assertThat(page.title().locator(".pill")).hasText("cancelled");
    keys.enter(page.main().locator(".chips a:has-text('cancelled')"));
    assertThat(page.row("sleep 901")).isVisible();
    keys.enter(page.row("sleep 901").locator("a.name"));
    keys.enter(page.drawer().getByLabel("Close"));
    assertThat(page.row("sleep 901").locator("a.name")).isFocused();
    assertThat(node.counts(job).getLong("cancelled")).isEqualTo(2);
  }

  @Test
  void tasksAreSubmitted() {
    keys.enter(page.raw().locator("header a.submit"));
    assertThat(page.main().locator("textarea")).isFocused();
    keys.type("echo typed one\necho typed two");
    keys.enter(page.button("Submit 2 tasks"));
    assertThat(page.title()).isVisible();
    assertThat(page.remark("Done")).hasText("2 of 2");
  }

  @Test
  void aNodeIsReadDrainedAndTakenBack() {
    keys.enter(nav("nodes"));
    keys.enter(page.button("Drain"));
    keys.enter(ask("Drain the node"));
    assertThat(page.row("alpha").locator(".pill")).hasText("draining");
    assertThat(page.button("Undrain")).isFocused();
    keys.press("Enter");
    assertThat(page.row("alpha").locator(".pill")).hasText("live");
    assertThat(page.button("Drain")).isFocused();
    keys.tabBackTo(page.row("alpha").locator("a.name")).press("Enter");
    assertThat(page.main().locator(".node-card h2")).isFocused();
    keys.enter(page.main().locator(".node-card").getByLabel("Close"));
    assertThat(page.main().locator(".node-card")).hasCount(0);
    assertThat(page.row("alpha").locator("a.name")).isFocused();
  }

  @Test
  void aGroupOfFailuresIsOpened() {
    long job = node.submit(DashboardIT.once("groups-by-keys", List.of("echo gone >&2; exit 6")));
    keys.enter(nav("failures"));
    keys.enter(page.group("gone").locator("a.message"));
    assertThat(page.raw()).hasURL(Pattern.compile("failure=[0-9a-f]{16}"));
    keys.enter(page.row("gone").locator("a.name"));
    assertThat(page.drawer().locator("h2")).hasText("Task " + job + ".1");
    keys.press("Escape");
    assertThat(page.drawer()).hasCount(0);
    page.raw().goBack();
    keys.enter(page.group("gone").getByText("Read one"));
    assertThat(page.output()).hasText("gone");
  }

  @Test
  void theTimelineIsReadByArrowsAndAsATable() {
    node.submit("timed-by-keys", "shell:5:0:0:echo now\n");
    keys.enter(nav("timeline"));
    Locator surface = page.main().getByRole(AriaRole.APPLICATION);
    Locator readout = page.main().locator(".tl-readout");
    keys.tabTo(surface).press("End");
    assertThat(readout).containsText("alpha, ");
    String last = readout.textContent();
    keys.press("ArrowLeft");
    assertThat(readout).not().hasText(last);
    keys.press("Enter");
    assertThat(page.raw()).hasURL(Pattern.compile("#/tasks\\?.*node=alpha"));
    keys.press("g", "l");
    keys.enter(page.main().locator(".seg a:text-is('table')"));
    assertThat(page.row("alpha")).isVisible();
  }

  @Test
  void theContentIsOnePressAway() {
    keys.enter(page.raw().locator("#skip"));
    assertThat(page.main()).isFocused();
    keys.press("?");
    assertThat(page.question().locator("button")).isFocused();
    keys.press("Escape");
    assertThat(page.question()).hasCount(0);
    assertThat(page.main()).isFocused();
  }

  @Test
  void theFocusStaysWithTheStateThatWasChosen() {
    keys.press("g", "t");
    Locator failed = page.main().locator(".chips a:has-text('failed')");
    keys.enter(failed);
    assertThat(failed).hasAttribute("aria-current", "true");
    assertThat(failed).isFocused();
  }

  @Test
  void theFocusGoesBackToTheRowsWithTheLastMark() {
    node.submit("unmarked-by-keys", "shell:5:0:0:echo marked\n");
    keys.press("g", "t");
    keys.enter(page.main().locator(".chips a:has-text('finished')"));
    Locator row = page.row("echo marked").locator("a.name");
    keys.tabTo(row).press("x");
    keys.enter(page.button("Unmark"));
    assertThat(page.button("Unmark")).hasCount(0);
    assertThat(row).isFocused();
  }

  @Test
  void theFocusStaysWithItsRow() {
    List<String> moved = List.of("mark 2", "mark 2", "mark 2", "link 3", "link 1", "body");
    assertThat(page.raw().evaluate(FOCUS_IN_A_CHANGING_LIST)).isEqualTo(moved);
  }

  /** The focus is on the mark of row 2; what has it after each change of the list. */
  private static final String FOCUS_IN_A_CHANGING_LIST =
      """
      async () => {
        const { h, keyed } = await import('/js/dom.js');
        const list = document.body.appendChild(h('ul'));
        const row = (n) => {
          const mark = h('input', { type: 'checkbox', 'aria-label': `mark ${n}` });
          const link = h('a', { class: 'cover', href: '#/', 'aria-label': `link ${n}` });
          return { el: h('li', null, mark, link), update: () => {} };
        };
        const show = (...rows) => keyed(list, rows, (n) => n, row);
        const focused = () => document.activeElement.ariaLabel ?? document.activeElement.localName;
        show(1, 2, 3);
        list.children[1].querySelector('input').focus();
        return [[1, 2, 3], [2, 1, 3], [3, 1, 2], [1, 3], [1], []].map((rows) => {
          show(...rows);
          return focused();
        });
      }
      """;

  private Locator nav(String view) {
    return page.raw().locator("header a[data-view='" + view + "']");
  }

  private Locator ask(String label) {
    return page.question()
        .getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName(label).setExact(true));
  }
}
