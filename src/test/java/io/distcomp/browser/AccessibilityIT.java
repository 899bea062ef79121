package io.distcomp.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.options.ColorScheme;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The page for those who see little or see no colours. */
class AccessibilityIT extends DashboardCase {

  private static long failing;
  private static long running;

  @BeforeAll
  static void submitWork() {
    failing =
        node.submit(
            DashboardIT.once(
                "failing", List.of("echo oh-no >&2; exit 3", "printf '\\033[31mred\\033[0m\\n'")));
    running = node.submit("lasting", "shell:5:0.1:0:echo begun; sleep 900\nshell:5:0:0:echo one\n");
  }

  @ParameterizedTest
  @CsvSource({"LIGHT, 1440", "DARK, 1440", "LIGHT, 390", "DARK, 390"})
  void noViewHasAFaultThatAxeFinds(ColorScheme colours, int width) {
    DashboardPage page = openPage(width, 900, colours);
    List<String> faults = new ArrayList<>();
    for (var view : views().entrySet()) {
      page.go(view.getKey());
      assertThat(page.raw().locator(view.getValue()).first()).isVisible();
      Axe.faults(page.raw()).forEach(fault -> faults.add(view.getKey() + " " + fault));
    }
    page.go("#/");
    page.raw().keyboard().press("?");
    assertThat(page.question()).isVisible();
    Axe.faults(page.raw()).forEach(fault -> faults.add("keys " + fault));
    assertThat(faults).isEmpty();
  }

  /** The address of each view, and what is there when it is complete. */
  private static Map<String, String> views() {
    Map<String, String> views = new LinkedHashMap<>();
    views.put("#/", ".job-card");
    views.put("#/jobs", "tbody tr");
    views.put("#/jobs/" + failing, "tbody tr");
    views.put("#/tasks", "tbody tr");
    views.put("#/tasks?state=waiting", "main .empty");
    views.put("#/failures", ".groups > li");
    views.put("#/nodes", "tbody tr");
    views.put("#/nodes?name=alpha", ".node-card");
    views.put("#/timeline", "canvas");
    views.put("#/submit", "textarea");
    views.put("#/tasks/" + failing + ".1", "pre.output .line");
    views.put("#/tasks/" + failing + ".2", "pre.output .sgr-fg-1");
    views.put("#/tasks/" + running + ".1", "pre.output .line");
    return views;
  }
}
