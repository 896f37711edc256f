package dev.holdfast.config;

import com.typesafe.config.ConfigOrigin;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.regex.Pattern;

/**
 * Where a setting was made: {@code holdfast.conf:12}, {@code environment variable X}, {@code
 * --set}.
 *
 * @param source a file's name, or one of the other sources
 * @param line from 1 on; 0 when there are no lines, or the line is not known
 */
public record Origin(String source, int line) implements Comparable<Origin> {
  static final String COMMAND_LINE = "--set";
  static final String ENVIRONMENT = "environment variable ";

  private static final Pattern LINES = Pattern.compile(": \\d+(-\\d+)?$");
  private static final Comparator<Origin> ORDER =
      Comparator.comparing(Origin::source).thenComparingInt(Origin::line);

  static Origin of(ConfigOrigin origin) {
    String file = origin.filename();
    String source =
        file == null
            ? LINES.matcher(origin.description()).replaceFirst("")
            : String.valueOf(Path.of(file).getFileName());
    return new Origin(source, Math.max(0, origin.lineNumber()));
  }

  /** Whether a person who reads it finds the place. */
  boolean exact() {
    return line > 0 || source.equals(COMMAND_LINE) || fromEnvironment();
  }

  /** Whether somebody has set it for this process, also where a default only refers to it. */
  public boolean fromEnvironment() {
    return source.startsWith(ENVIRONMENT);
  }

  /** Whether everything that comes from there is one text, without a syntax of its own. */
  boolean isOneText() {
    return fromEnvironment() || source.equals(COMMAND_LINE);
  }

  @Override
  public int compareTo(Origin other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return line == 0 ? source : source + ":" + line;
  }
}
