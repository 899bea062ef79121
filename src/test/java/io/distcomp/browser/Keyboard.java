package io.distcomp.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.util.ArrayList;
import java.util.List;

/**
 * A user without a pointer, who has to see at every stop where the focus is. Used by {@link
 * KeyboardIT}.
 */
final class Keyboard {

  private static final int MOST_STOPS = 150;

  /**
   * Says what has the focus; a text with FAULT where that is not seen. The ring may be that of the
   * element, of the cover over its row, or of the box around a field.
   */
  private static final String STOP =
      """
      () => {
        const el = document.activeElement;
        if (!el || el === document.body) return 'FAULT: nothing has the focus';
        const box = el.getBoundingClientRect();
        const name = `${el.tagName.toLowerCase()}.${el.className} "${(el.ariaLabel ?? el.textContent).trim().slice(0, 40)}"`;
        const ink = (colour) => { const parts = colour.match(/[\\d.]+/g)?.map(Number) ?? []; return parts.length < 4 || parts[3] > 0.5; };
        const ring = (s) => s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2 && ink(s.outlineColor);
        const framed = (at) => at && getComputedStyle(at).boxShadow !== 'none';
        const seen = ring(getComputedStyle(el)) || ring(getComputedStyle(el, '::after')) || framed(el.closest('.search, .box'));
        if (!seen) return 'FAULT: no ring around ' + name;
        const inside = box.width > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
        return (inside ? '' : 'FAULT: out of sight: ') + name;
      }
      """;

  private final Page page;

  Keyboard(Page page) {
    this.page = page;
  }

  Keyboard press(String... keys) {
    for (String key : keys) {
      page.keyboard().press(key);
    }
    return this;
  }

  Keyboard type(String text) {
    page.keyboard().type(text);
    return this;
  }

  /** Tabs until it has the focus. Every stop on the way must be seen. */
  Keyboard tabTo(Locator wanted) {
    return walk("Tab", wanted);
  }

  /** The same the other way. */
  Keyboard tabBackTo(Locator wanted) {
    return walk("Shift+Tab", wanted);
  }

  private Keyboard walk(String key, Locator wanted) {
    assertThat(wanted).isVisible();
    List<String> stops = new ArrayList<>();
    do {
      assertThat(stops).as("stops before " + wanted).hasSizeLessThan(MOST_STOPS);
      press(key);
      stops.add(stop());
      assertThat(stops.get(stops.size() - 1)).as("the stop after " + stops).doesNotContain("FAULT");
    } while (!hasFocus(wanted));
    return this;
  }

  /** Tabs to it and presses it. */
  void enter(Locator wanted) {
    tabTo(wanted).press("Enter");
  }

  private String stop() {
    return (String) page.evaluate(STOP);
  }

  private static boolean hasFocus(Locator wanted) {
    return (boolean) wanted.evaluate("el => el === document.activeElement");
  }
}
