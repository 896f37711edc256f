package dev.holdfast.alerts.support;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.regex.Pattern;

/** Cleans foreign texts for a message, and formats numbers and times for people. */
public final class Text {
  private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}\\u2028\\u2029]+");

  /** Some write the password into an address; it goes no further. */
  private static final Pattern PASSWORD = Pattern.compile("(://[^\\s/:@]*:)[^\\s/@]+@");

  private static final Pattern PARAMETER =
      Pattern.compile("(?i)\\b(password|passwd|secret|token|api[-_]?key)(\\s*[=:]\\s*)[^\\s&,;]+");

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private static final Pattern HUMP = Pattern.compile("(?<=[a-z])[A-Z]");

  private Text() {}

  /** {@code failedAttempts} as people say it. */
  public static String words(String name) {
    return HUMP.matcher(name).replaceAll(letter -> " " + letter.group().toLowerCase(Locale.ROOT));
  }

  /** One line of at most so many characters, without passwords. */
  public static String line(String text, int most) {
    String plain =
        CONTROL
            .matcher(text.length() > 4 * most ? text.substring(0, 4 * most) : text)
            .replaceAll(" ");
    plain = PASSWORD.matcher(plain).replaceAll("$1***@");
    plain = PARAMETER.matcher(plain).replaceAll("$1$2***").strip();
    if (plain.length() <= most) {
      return plain;
    }
    int end = most - 1;
    return plain.substring(0, Character.isHighSurrogate(plain.charAt(end - 1)) ? end - 1 : end)
        + "…";
  }

  public static String time(Instant at) {
    return TIME.format(at);
  }

  /** The two largest units: {@code 3 min 12 s}, {@code 6 h 40 min}. */
  public static String duration(Duration time) {
    long seconds = Math.max(0, time.toSeconds());
    if (seconds < 60) {
      return seconds + " s";
    } else if (seconds < 3600) {
      return pair(seconds / 60, "min", seconds % 60, "s");
    } else if (seconds < 86_400) {
      return pair(seconds / 3600, "h", seconds % 3600 / 60, "min");
    }
    return pair(seconds / 86_400, "d", seconds % 86_400 / 3600, "h");
  }

  private static String pair(long many, String unit, long few, String small) {
    return few == 0 ? many + " " + unit : many + " " + unit + " " + few + " " + small;
  }

  /** {@code 14,212}; fractions only where they matter. */
  public static String number(double value) {
    if (value == Math.rint(value) || Math.abs(value) >= 100) {
      return String.format(Locale.ROOT, "%,d", Math.round(value));
    }
    return String.format(Locale.ROOT, Math.abs(value) >= 1 ? "%.1f" : "%.3f", value);
  }

  /** {@code 38.2 MiB}. */
  public static String bytes(double value) {
    String[] units = {"B", "KiB", "MiB", "GiB", "TiB"};
    int unit = 0;
    double left = value;
    while (left >= 1024 && unit < units.length - 1) {
      left /= 1024;
      unit++;
    }
    return String.format(Locale.ROOT, unit == 0 ? "%.0f %s" : "%.1f %s", left, units[unit]);
  }
}
