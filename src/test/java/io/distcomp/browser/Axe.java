package io.distcomp.browser;

import com.microsoft.playwright.Page;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Asks axe-core what on a page some people could not use. Used by {@link AccessibilityIT}. */
final class Axe {

  private static final Path PROGRAM = Path.of("src/test/resources/axe-core/axe.min.js");

  private static final String ASK =
      """
      async () => {
        const ends = (animation) => animation.effect?.getComputedTiming().endTime !== Infinity;
        await Promise.allSettled(document.getAnimations().filter(ends).map((a) => a.finished));
        const { violations, passes } = await axe.run(document, { preload: false });
        const faults = violations.flatMap(({ id, impact, nodes }) =>
          nodes.map((n) => `${impact} ${id}: ${n.target.join(' ')} ${n.html.slice(0, 200)} ${n.any[0]?.message ?? ''}`));
        return { faults, passes: passes.length };
      }
      """;

  private Axe() {}

  /**
   * The faults in one line each, when what moves on the page has come to rest; that nothing at all
   * could be judged is one, too.
   */
  @SuppressWarnings("unchecked")
  static List<String> faults(Page page) {
    page.evaluate(program() + "\n;true");
    var found = (Map<String, Object>) page.evaluate(ASK);
    return ((Number) found.get("passes")).intValue() == 0
        ? List.of("axe-core judged nothing")
        : (List<String>) found.get("faults");
  }

  private static String program() {
    try {
      return Files.readString(PROGRAM);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
