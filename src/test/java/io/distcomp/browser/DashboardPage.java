package io.distcomp.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a user sees and can do on the page, by the words that are on it. Used by its tests. */
final class DashboardPage {

  private static final Pattern FIGURE = Pattern.compile("[\\d,]+");

  private final Page page;

  DashboardPage(Page page) {
    this.page = page;
  }

  Page raw() {
    return page;
  }

  DashboardPage signedIn() {
    assertThat(page.locator("header .live")).hasText("live");
    return this;
  }

  /** Goes to a view without loading the page anew. */
  DashboardPage go(String hash) {
    page.evaluate("hash => { location.hash = hash }", hash);
    return this;
  }

  DashboardPage goToJob(long job) {
    return go("#/jobs/" + job);
  }

  DashboardPage goToTask(String task) {
    go("#/tasks/" + task);
    assertThat(drawer().locator("h2")).hasText("Task " + task);
    return this;
  }

  /** The view that a link of the navigation opens. */
  DashboardPage choose(String view) {
    page.locator("header a[data-view='" + view + "']").click();
    return this;
  }

  Locator tile(String label) {
    return page.locator(".tile")
        .filter(
            new Locator.FilterOptions().setHas(page.locator(".label:text-is('" + label + "')")));
  }

  Locator remark(String label) {
    return tile(label).locator(".remark");
  }

  /** The first whole number in a text: 2,492 of "2,492 in all"; 0 when there is none. */
  static long figure(Locator at) {
    Matcher found = FIGURE.matcher(at.textContent());
    return found.find() ? Long.parseLong(found.group().replace(",", "")) : 0;
  }

  /** A row of the table that is shown: of a job, a task or a node. */
  Locator row(String text) {
    return page.locator("main tbody tr").filter(new Locator.FilterOptions().setHasText(text));
  }

  /** A group of failures. */
  Locator group(String text) {
    return page.locator("main .groups > li").filter(new Locator.FilterOptions().setHasText(text));
  }

  Locator queryBox() {
    return page.getByRole(AriaRole.COMBOBOX);
  }

  /** A line of the list of mistakes in a submission. */
  Locator mistake(String text) {
    return page.locator(".mistakes li").filter(new Locator.FilterOptions().setHasText(text));
  }

  /** A job on the overview. */
  Locator jobCard(String text) {
    return page.locator("main .job-card").filter(new Locator.FilterOptions().setHasText(text));
  }

  Locator main() {
    return page.locator("main");
  }

  Locator notice(String text) {
    return page.locator(".notices li").filter(new Locator.FilterOptions().setHasText(text));
  }

  Locator title() {
    return page.locator("main .title");
  }

  Locator button(String label) {
    return named(page.locator("main"), label);
  }

  Locator drawer() {
    return page.locator("dialog.drawer[open]");
  }

  Locator drawerButton(String label) {
    return named(drawer(), label);
  }

  Locator output() {
    return drawer().locator("pre.output");
  }

  Locator question() {
    return page.locator("dialog.ask[open]");
  }

  void answer(String label) {
    named(question(), label).click();
    assertThat(question()).hasCount(0);
  }

  private static Locator named(Locator in, String label) {
    return in.getByRole(
        AriaRole.BUTTON, new Locator.GetByRoleOptions().setName(label).setExact(true));
  }

  Locator toast(String text) {
    return page.locator(".toast").filter(new Locator.FilterOptions().setHasText(text));
  }

  int width() {
    return ((Number) page.evaluate("document.documentElement.scrollWidth")).intValue();
  }

  String background() {
    return (String) page.evaluate("getComputedStyle(document.body).backgroundColor");
  }
}
