package io.distcomp.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Nodes whose every text is hostile. A conf file with such a name is refused, so they are written
 * into Redis as somebody with its password could.
 */
class HostileRecordsIT extends DashboardCase {

  private static final String KEYS = "dc:{default}:";
  private static final long FAR = 9_000_000_000_000L;

  @BeforeAll
  static void writeNodes() {
    Payloads.ALL.forEach(HostileRecordsIT::writeNode);
  }

  /** The API takes no query for a name that no node can have. */
  @AfterEach
  void forgiveRefusedQueries() {
    watch().forgiveRefusals(400);
  }

  private static void writeNode(String payload) {
    String incarnation = UUID.randomUUID().toString().replace("-", "").substring(0, 16);
    String now = Long.toString(System.currentTimeMillis());
    redis.cli("HSET", KEYS + "nodes", payload, incarnation);
    redis.cli("ZADD", KEYS + "leases", Long.toString(FAR), incarnation);
    String[] texts = {"name", "tags", "url", "host", "trouble", "notice"};
    for (String field : texts) {
      redis.cli("HSET", KEYS + "node:" + incarnation, field, payload);
    }
    List<String> figures =
        List.of("mem", "8000000000", "cpu", "4000", "slots", "4", "started", now, "seen", now);
    for (int i = 0; i < figures.size(); i += 2) {
      redis.cli("HSET", KEYS + "node:" + incarnation, figures.get(i), figures.get(i + 1));
    }
    redis.cli("HSET", KEYS + "node:" + incarnation, "state", "live");
    redis.cli("HSET", KEYS + "node:" + incarnation, "id", UUID.randomUUID().toString());
  }

  @Test
  void theirTextsAreShownAndNeverRun() {
    DashboardPage page = openPage();
    assertThat(page.main().locator(".heat a.cell")).hasCount(Payloads.ALL.size() + 1);
    page.choose("nodes");
    for (String payload : Payloads.ALL) {
      assertThat(page.row(payload).locator("a.name").first()).isVisible();
      page.go("#/nodes?name=" + URLEncoder.encode(payload, StandardCharsets.UTF_8));
      assertThat(page.main().locator(".node-card h2")).hasText(payload);
      assertThat(page.main().locator(".node-card .trouble")).containsText(payload);
    }
    page.go("#/timeline?as=table");
    for (String payload : Payloads.ALL) {
      assertThat(page.row(payload).first()).isVisible();
    }
    page.go("#/timeline");
    assertThat(page.main().locator("canvas").first()).isVisible();
    page.choose("overview");
    assertThat(page.main().locator(".heat a.cell")).hasCount(Payloads.ALL.size() + 1);
  }

  @Test
  void aQuestionShowsTheirNamesAsText() {
    DashboardPage page = openPage();
    page.choose("nodes");
    String payload = Payloads.ALL.get(0);
    page.row(payload).locator("button:has(span:text-is('Drain'))").first().click();
    assertThat(page.question().locator("h2")).hasText("Drain " + payload + "?");
    page.answer("Keep as it is");
    assertThat(page.raw().locator("main script, main iframe, main img")).hasCount(0);
  }
}
