package io.distcomp.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the page of a real node must never do: let somebody in twice, or run foreign text. */
class DashboardSafetyIT extends DashboardCase {

  /** Submits twice, reads once and cancels once, each as a page would with the user's cookie. */
  private static final String ATTACK =
      """
      async ([node, name]) => {
        const type = { 'Content-Type': 'text/plain' };
        const jobs = `${node}/api/v1/jobs?new=true&name=${name}`;
        const send = (url, mode, body) =>
          fetch(url, { method: 'POST', mode, credentials: 'include', headers: type, body })
            .then((answer) => answer.type, () => 'refused');
        const said = [];
        for (const mode of ['cors', 'no-cors']) said.push(await send(jobs, mode, 'shell:5:0:0:true'));
        said.push(await fetch(`${node}/api/v1/status`, { credentials: 'include' })
          .then((answer) => answer.text()).then(() => 'read', () => 'unreadable'));
        said.push(await send(`${node}/api/v1/jobs/999999/cancel`, 'no-cors', ''));
        return said;
      }
      """;

  /** A form needs no script's rights. */
  private static final String FORM =
      """
      ([node, name]) => {
        const form = document.createElement('form');
        form.method = 'post';
        form.enctype = 'text/plain';
        form.action = `${node}/api/v1/jobs?new=true&name=${name}`;
        const line = document.createElement('input');
        line.name = 'shell:5:0:0:true';
        line.value = '';
        form.append(line);
        document.body.append(form);
        form.submit();
      }
      """;

  @Test
  void aLinkWorksOnce() {
    String link = node.printedLink();
    DashboardPage first = visit(link).signedIn();
    assertThat(first.raw().url()).as("the code is gone from the address").doesNotContain("code=");
    assertThat(first.raw().evaluate("document.cookie")).as("out of reach of scripts").isEqualTo("");
    first.raw().reload();
    first.signedIn();
    watch().assertClean();

    DashboardPage second = visit(link);
    assertThat(second.main()).containsText("Open this page with a fresh link");
    assertThat(second.raw().locator("header .live")).hasCount(0);
    assertThat(watch().fouls()).as("login and status are refused").hasSize(2);
    watch().forgiveRefusals(401);
  }

  @Test
  void foreignTextIsShownAndNeverRun() {
    for (String payload : Payloads.ALL) {
      String says = "<<'END'\n" + payload + "\nEND\n";
      String command = "cat " + says + "cat >&2 " + says + "exit 1";
      node.submit(DashboardIT.once(payload, List.of(command)));
    }
    DashboardPage page = openPage();
    page.choose("jobs");
    for (String payload : Payloads.ALL) {
      Locator name = page.row(payload).locator("a.name");
      assertThat(name).hasText(payload);
      readEverywhere(page, payload, name.getAttribute("href"));
      page.choose("jobs");
    }
    page.choose("failures");
    assertThat(page.group("<script>alert").first()).isVisible();
    assertThat(page.group("<img src=x onerror=alert").first()).isVisible();
    for (String view : List.of("nodes", "timeline", "tasks")) {
      page.choose(view);
      assertThat(page.main().locator(".card").first()).isVisible();
    }
    page.choose("overview");
    assertThat(page.notice("failed for good").first()).isVisible();
  }

  private static void readEverywhere(DashboardPage page, String payload, String job) {
    page.go(job);
    assertThat(page.title().locator("h1")).hasText(payload);
    assertThat(page.row(payload)).hasCount(1);
    page.row(payload).click();
    assertThat(page.drawer().locator("pre.shell")).containsText(payload);
    page.drawer().locator("#tab-stdout").click();
    assertThat(page.output()).hasText(payload);
    page.raw().keyboard().press("Escape");
    assertThat(page.drawer()).hasCount(0);
    page.go("#/tasks?q=" + URLEncoder.encode(payload, StandardCharsets.UTF_8).replace("+", "%20"));
    assertThat(page.row(payload).first()).isVisible();
  }

  /** A port makes another origin, a name another site: there the cookie stays at home. */
  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "localhost"})
  void aPageOfAnotherOriginCanDoNothing(String host) throws IOException {
    HttpServer other =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    other.createContext("/", DashboardSafetyIT::emptyPage);
    other.start();
    try (BrowserContext user = openPage().raw().context().browser().newContext()) {
      Page own = user.newPage();
      own.navigate(node.freshLink());
      DashboardPage page = new DashboardPage(own).signedIn();
      Page foreign = user.newPage();
      foreign.navigate("http://" + host + ":" + other.getAddress().getPort() + "/");
      assertThat(foreign.evaluate(ATTACK, List.of(node.url().toString(), "foreign-" + host)))
          .isEqualTo(List.of("refused", "refused", "unreadable", "refused"));
      foreign.evaluate(FORM, List.of(node.url().toString(), "foreign-" + host));
      foreign.waitForURL(Pattern.compile("/api/v1/jobs"));
      assertThat(foreign.locator("body")).containsText("E_");
      assertThat(own.evaluate(ATTACK, List.of(node.url().toString(), "own-" + host)))
          .as("what the page itself may do")
          .isEqualTo(List.of("basic", "basic", "read", "basic"));
      page.choose("jobs");
      assertThat(page.row("own-" + host)).hasCount(2);
      assertThat(page.row("foreign-" + host)).hasCount(0);
    } finally {
      other.stop(0);
    }
  }

  private static void emptyPage(HttpExchange exchange) throws IOException {
    byte[] page = "<!doctype html><title>elsewhere</title>".getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "text/html");
    exchange.sendResponseHeaders(200, page.length);
    exchange.getResponseBody().write(page);
    exchange.close();
  }

  @Test
  void theWatchSeesWhatItIsThereFor() {
    DashboardPage page = openPage();
    page.raw().evaluate("alert('hello')");
    page.raw()
        .evaluate(
            """
            () => {
              const script = document.createElement('script');
              script.textContent = 'alert("inline")';
              document.body.append(script);
              const image = document.createElement('img');
              image.src = 'http://127.0.0.2:9/x.png';
              document.body.append(image);
              console.error('trouble');
            }
            """);
    page.raw()
        .waitForCondition(
            () -> watch().fouls().stream().anyMatch(f -> f.startsWith("policy: img-src")));
    assertThat(String.join("\n", watch().fouls()))
        .contains("a script ran: hello", "policy: script-src-elem", "policy: img-src", "trouble")
        .doesNotContain("a script ran: inline");
    watch().forget();
  }
}
