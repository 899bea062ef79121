package io.distcomp.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.ConsoleMessage;
import com.microsoft.playwright.Request;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Everything that a page must never do, written down while it runs: errors on the console, requests
 * to another host, violations of the policy, dialogs of foreign scripts. Used by {@link
 * DashboardCase}.
 */
final class Watch {

  /** Reports what the console would not say, or would say in words that change. */
  private static final String HOOKS =
      """
      window.alert = window.prompt = window.confirm = (text) => foul('a script ran: ' + text);
      document.addEventListener('securitypolicyviolation', (e) =>
        foul('policy: ' + e.violatedDirective + ' ' + e.blockedURI));
      """;

  private final URI own;
  private final List<String> fouls = new CopyOnWriteArrayList<>();

  private Watch(URI own) {
    this.own = own;
  }

  static Watch on(BrowserContext context, URI own) {
    Watch watch = new Watch(own);
    context.exposeBinding("foul", (source, arguments) -> watch.add(String.valueOf(arguments[0])));
    context.addInitScript(HOOKS);
    context.onConsoleMessage(watch::onConsole);
    context.onWebError(error -> watch.add("error: " + error.error()));
    context.onRequest(watch::onRequest);
    context.onDialog(
        dialog -> {
          watch.add("dialog: " + dialog.message());
          dialog.dismiss();
        });
    return watch;
  }

  private Object add(String foul) {
    fouls.add(foul);
    return "";
  }

  private void onConsole(ConsoleMessage message) {
    if (!List.of("log", "info", "debug").contains(message.type())) {
      add("console " + message.type() + ": " + message.text() + " at " + message.location());
    }
  }

  private void onRequest(Request request) {
    URI to = URI.create(request.url());
    boolean inside = List.of("data", "blob", "about").contains(to.getScheme());
    if (!inside && !own.getAuthority().equals(to.getAuthority())) {
      add("request to " + request.url());
    }
  }

  /** The one foul that is expected of a refused call. */
  void forgiveRefusals(int status) {
    fouls.removeIf(foul -> foul.contains("status of " + status));
  }

  /** After a test that does such things on purpose. */
  void forget() {
    fouls.clear();
  }

  void assertClean() {
    assertThat(fouls).as("what a page must never do").isEmpty();
  }

  List<String> fouls() {
    return List.copyOf(fouls);
  }
}
