package io.distcomp.cli;

import java.io.IOError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.jline.keymap.BindingReader;
import org.jline.keymap.KeyMap;
import org.jline.terminal.Attributes;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.AttributedString;
import org.jline.utils.Display;
import org.jline.utils.InfoCmp.Capability;
import org.jspecify.annotations.Nullable;

/**
 * The terminal of {@code top}: another screen while it is open, all as it was when it is closed. A
 * thread of its own reads keys.
 */
final class TopScreen implements Top.Screen, AutoCloseable {

  private final Terminal terminal;
  private final Console console;
  private final Attributes before;
  private final Display display;
  private volatile boolean closed;

  private TopScreen(Terminal terminal, Console console) {
    this.terminal = terminal;
    this.console = console;
    this.before = terminal.enterRawMode();
    this.display = new Display(terminal, true);
    withoutSignals();
    enter();
  }

  /** The terminal of this process, or null when it has none that could be drawn on. */
  static @Nullable TopScreen open(Console console) {
    // JLine prefers providers that need a newer Java, and says so on the screen.
    System.setProperty("org.jline.terminal.disableDeprecatedProviderWarning", "true");
    try {
      Terminal terminal =
          TerminalBuilder.builder()
              .system(true)
              .dumb(false)
              .providers("jna,exec")
              // Signals are the session's: it puts back what was there.
              .nativeSignals(false)
              .encoding(StandardCharsets.UTF_8)
              .build();
      return new TopScreen(terminal, console);
    } catch (IOException | IllegalStateException e) {
      return null;
    }
  }

  /** Hands keys and changes of the window on until it is closed. */
  void listen(Consumer<TopEvent> to) {
    terminal.handle(Terminal.Signal.WINCH, signal -> to.accept(new TopEvent.Spoiled()));
    terminal.handle(Terminal.Signal.CONT, signal -> to.accept(new TopEvent.Spoiled()));
    Thread reader = new Thread(() -> readKeys(to), "top-keys");
    reader.setDaemon(true);
    reader.start();
  }

  @Override
  public void draw(LiveQueue queue, String title, int selected, Instant now) {
    try {
      Size size = size();
      display.resize(size.getRows(), size.getColumns());
      TopView view =
          new TopView(size.getRows(), size.getColumns(), console.unicode(), console.colour());
      List<AttributedString> lines = view.lines(queue, title, selected, now);
      display.update(lines.subList(0, Math.min(lines.size(), size.getRows())), -1);
    } catch (IOError e) {
      throw new CliException(ExitCode.INTERRUPTED, "the terminal is gone", e);
    }
  }

  @Override
  public void spoiled() {
    enter();
    display.clear();
  }

  /** Twice is once. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      terminal.puts(Capability.cursor_normal);
      terminal.puts(Capability.exit_ca_mode);
      terminal.flush();
      terminal.setAttributes(before);
      terminal.close();
    } catch (IOError | IOException e) {
      // The terminal is gone: a closed window, or a lost connection. Nothing is there to put back.
    }
  }

  private void enter() {
    terminal.puts(Capability.enter_ca_mode);
    terminal.puts(Capability.cursor_invisible);
    terminal.flush();
  }

  /**
   * A shell that comes to the front would stand on our screen. Ctrl-C is a key, because its signal
   * would end the script that called us as well, and some shells before we have put things back.
   */
  private void withoutSignals() {
    Attributes attributes = terminal.getAttributes();
    attributes.setControlChar(Attributes.ControlChar.VSUSP, 0);
    attributes.setControlChar(Attributes.ControlChar.VINTR, 0);
    terminal.setAttributes(attributes);
  }

  /** A terminal that does not know its size says zero. */
  private Size size() {
    Size size = terminal.getSize();
    return new Size(
        size.getColumns() > 0 ? size.getColumns() : 80, size.getRows() > 0 ? size.getRows() : 24);
  }

  private void readKeys(Consumer<TopEvent> to) {
    BindingReader reader = new BindingReader(terminal.reader());
    KeyMap<TopEvent.Key> keys = keys();
    try {
      for (TopEvent.Key key = reader.readBinding(keys);
          key != null;
          key = reader.readBinding(keys)) {
        to.accept(new TopEvent.Pressed(key));
      }
      to.accept(new TopEvent.Stopped());
    } catch (IOError | RuntimeException e) {
      // Closed under the reader, or the terminal is gone: nobody looks on any more.
      to.accept(new TopEvent.Stopped());
    }
  }

  private KeyMap<TopEvent.Key> keys() {
    KeyMap<TopEvent.Key> keys = new KeyMap<>();
    keys.bind(TopEvent.Key.QUIT, "q", "Q", "\u0003", "\u0004");
    keys.bind(TopEvent.Key.PAUSE, "p", " ");
    keys.bind(
        TopEvent.Key.UP, "k", "\u001b[A", "\u001bOA", KeyMap.key(terminal, Capability.key_up));
    keys.bind(
        TopEvent.Key.DOWN, "j", "\u001b[B", "\u001bOB", KeyMap.key(terminal, Capability.key_down));
    keys.bind(TopEvent.Key.PAGE_UP, "\u001b[5~", "\u0015");
    keys.bind(TopEvent.Key.PAGE_DOWN, "\u001b[6~");
    keys.bind(TopEvent.Key.FIRST, "g", "\u001b[H");
    keys.bind(TopEvent.Key.LAST, "G", "\u001b[F");
    return keys;
  }
}
