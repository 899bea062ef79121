package io.distcomp.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the page of a real node must never do: let somebody in twice, or run foreign text. */
class DashboardSafetyIT extends DashboardCase {

  /** Each runs {@code alert} wherever text becomes markup, script or an address. */
  private static final List<String> PAYLOADS =
      List.of(
          "<script>alert(1)</script>",
          "<img src=x onerror=alert(2)>",
          "<svg onload=alert(3)>",
          "<svg><script>alert(4)</script></svg>",
          "\"><img src=x onerror=alert(5)>",
          "'><img src=x onerror=alert(6)>",
          "\" autofocus onfocus=alert(7) x=\"",
          "</pre></style></title><body onload=alert(8)>",
          "javascript:alert(9)",
          "<iframe srcdoc=\"<script>parent.alert(10)</script>\"></iframe>",
          "<a href=javascript:alert(11)>click</a>",
          "{{alert(12)}}${alert(12)}");

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
    watch().forgiveRefusals();
  }

  @Test
  void foreignTextIsShownAndNeverRun() {
    for (int i = 0; i < PAYLOADS.size(); i++) {
      String command = "cat <<'END'\n" + PAYLOADS.get(i) + "\nEND\nexit " + i % 2;
      node.submit(DashboardIT.once(PAYLOADS.get(i), List.of(command)));
    }
    DashboardPage page = openPage();
    page.choose("jobs");
    for (String payload : PAYLOADS) {
      Locator name = page.row(payload).locator("a.name");
      assertThat(name).hasText(payload);
      readEverywhere(page, payload, name.getAttribute("href"));
      page.choose("jobs");
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
