package dev.holdfast.console;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A duration with its unit, as in the configuration file: {@code 30 s}, {@code 500ms}. */
final class DurationText implements ITypeConverter<Duration> {
  private static final Pattern TEXT = Pattern.compile("(\\d{1,9}) ?(ms|s|m|h)");

  @Override
  public Duration convert(String text) {
    Matcher parts = TEXT.matcher(text.strip());
    if (!parts.matches()) {
      throw new TypeConversionException(text + " is no duration such as 30s or 500ms");
    }
    long number = Long.parseLong(parts.group(1));
    return switch (parts.group(2)) {
      case "ms" -> Duration.ofMillis(number);
      case "s" -> Duration.ofSeconds(number);
      case "m" -> Duration.ofMinutes(number);
      default -> Duration.ofHours(number);
    };
  }

  /** The same the other way round, for a command line. */
  static String of(Duration duration) {
    return duration.toMillis() + "ms";
  }

  /** For people: {@code 12 s}, {@code 3.5 min}, {@code 2.0 h}. */
  static String rounded(Duration duration) {
    double seconds = duration.toMillis() / 1000.0;
    if (seconds < 120) {
      return "%d s".formatted(Math.round(seconds));
    }
    return seconds < 7200 ? "%.1f min".formatted(seconds / 60) : "%.1f h".formatted(seconds / 3600);
  }
}
