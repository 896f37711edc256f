package dev.holdfast.console.terminal;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.File;
import java.io.IOException;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How many characters a line of the screen has: what COLUMNS says, or the terminal itself. */
public final class ScreenWidth {
  private static final int UNKNOWN = 80;

  /** Less is no screen, and picocli asks for as many. */
  private static final int LEAST = 55;

  /** Longer lines are hard to read. */
  private static final int MOST_FOR_READING = 120;

  private static final int MOST = 1000;
  private static final Pattern STTY = Pattern.compile("\\d{1,5} (\\d{1,5})\\s*");
  private static final int PATIENCE_MILLIS = 500;

  private ScreenWidth() {}

  /** Of this process; 80 if it is not known. */
  public static int columns() {
    return columns(System.getenv(), ScreenWidth::ofTerminal);
  }

  /** Of text that is to be read: at most 120. */
  public static int forReading() {
    return Math.min(MOST_FOR_READING, columns());
  }

  static int columns(Map<String, String> environment, Supplier<OptionalInt> terminal) {
    String given = environment.getOrDefault("COLUMNS", "");
    int columns =
        given.matches("[1-9]\\d{0,4}") ? Integer.parseInt(given) : terminal.get().orElse(UNKNOWN);
    return Math.clamp(columns, LEAST, MOST);
  }

  /** Asks stty, which looks at its input. */
  private static OptionalInt ofTerminal() {
    if (!Terminal.isInteractive()) {
      return OptionalInt.empty();
    }
    try {
      Process stty = new ProcessBuilder("stty", "size").redirectInput(new File("/dev/tty")).start();
      if (!stty.waitFor(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
        stty.destroyForcibly();
        return OptionalInt.empty();
      }
      return columns(new String(stty.getInputStream().readAllBytes(), US_ASCII));
    } catch (IOException noSuchProgram) {
      return OptionalInt.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return OptionalInt.empty();
    }
  }

  /** Of rows and columns; a terminal that does not know says 0. */
  static OptionalInt columns(String answer) {
    Matcher size = STTY.matcher(answer);
    if (!size.matches() || size.group(1).matches("0+")) {
      return OptionalInt.empty();
    }
    return OptionalInt.of(Integer.parseInt(size.group(1)));
  }
}
