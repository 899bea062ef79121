package io.distcomp.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class PageModulesTest {

  private static final String FIRST = "/js/app.js";
  private static final Pattern PRELOADED =
      Pattern.compile("<link rel=\"modulepreload\" href=\"([^\"]+)\" />");
  private static final Pattern IMPORTED =
      Pattern.compile("^(?:import|export)\\b[^;]*?\\bfrom '([^']+)'", Pattern.MULTILINE);

  private static final Pattern SHEET = Pattern.compile("@import \"([^\"]+)\";");

  @Test
  void thePageNamesAllModulesThatItLoadsAndNoOthers() throws IOException {
    Set<String> named = new TreeSet<>();
    Matcher link = PRELOADED.matcher(read("/index.html"));
    while (link.find()) {
      assertThat(named.add(link.group(1))).as("%s is named once", link.group(1)).isTrue();
    }
    assertThat(named).isEqualTo(loaded());
  }

  @Test
  void theOneStyleSheetHasAllOthersOnce() throws IOException {
    List<String> named = new ArrayList<>();
    Matcher sheet = SHEET.matcher(read("/css/page.css"));
    while (sheet.find()) {
      named.add(URI.create("/css/page.css").resolve(sheet.group(1)).getPath());
    }
    Set<String> all =
        WebrootFiles.load("webroot").paths().stream()
            .filter(path -> path.endsWith(".css") && !path.equals("/css/page.css"))
            .collect(Collectors.toSet());
    assertThat(named).containsExactlyInAnyOrderElementsOf(all);
  }

  /** All that the first module leads to, itself left out. */
  private static Set<String> loaded() throws IOException {
    Set<String> found = new TreeSet<>();
    Deque<String> open = new ArrayDeque<>(Set.of(FIRST));
    while (!open.isEmpty()) {
      String module = open.remove();
      Matcher from = IMPORTED.matcher(read(module));
      while (from.find()) {
        String path = URI.create(module).resolve(from.group(1)).getPath();
        if (found.add(path)) {
          open.add(path);
        }
      }
    }
    return found;
  }

  private static String read(String path) throws IOException {
    URL url = PageModulesTest.class.getResource("/webroot" + path);
    try (var in = Objects.requireNonNull(url, path).openStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
