package dev.holdfast.console.terminal;

import java.util.List;

/**
 * Shows a block of lines in place of the one before; one line each when nobody looks at a screen.
 */
public final class Screen {
  /** Cursor to the first place, clear what follows: right however long the lines before were. */
  private static final String CLEAR = "\u001b[H\u001b[J";

  private final Terminal terminal;
  private final boolean interactive;

  Screen(Terminal terminal, boolean interactive) {
    this.terminal = terminal;
    this.interactive = interactive;
  }

  public static Screen of(Terminal terminal) {
    return new Screen(terminal, Terminal.isInteractive());
  }

  /**
   * Shows the newest state.
   *
   * @param block for a screen
   * @param line the same for a file
   */
  public void show(List<String> block, String line) {
    terminal.print(interactive ? CLEAR + String.join(System.lineSeparator(), block) : line);
  }
}
