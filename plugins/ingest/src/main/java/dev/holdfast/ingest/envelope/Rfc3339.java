package dev.holdfast.ingest.envelope;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * Reads date-time of RFC 3339, 5.6: years 0000 to 9999, also in UTC, which is what the databases
 * keep in order; any offset, a leap second as the second after it. Fractions below a nanosecond are
 * cut. By hand, because the JDK's formatter takes as long as all the rest of an event, and takes
 * forms that the RFC does not.
 */
final class Rfc3339 {
  private static final int SHORTEST = 20;
  private static final int NANO_DIGITS = 9;
  private static final long FIRST_SECOND = Instant.parse("0000-01-01T00:00:00Z").getEpochSecond();
  private static final long LAST_SECOND = Instant.parse("9999-12-31T23:59:59Z").getEpochSecond();
  private final String text;
  private int at;

  private Rfc3339(String text) {
    this.text = text;
  }

  /** Null when the text is none. */
  static @Nullable Instant parse(String text) {
    if (text.length() < SHORTEST) {
      return null;
    }
    try {
      return new Rfc3339(text).read();
    } catch (DateTimeException e) {
      return null;
    }
  }

  private @Nullable Instant read() {
    int year = digits(4);
    int month = after('-');
    int day = after('-');
    boolean separated = at < text.length() && "Tt ".indexOf(text.charAt(at++)) >= 0;
    int hour = digits(2);
    int minute = after(':');
    int second = after(':');
    int nanos = fraction();
    int offset = offset();
    if (!separated || hour > 23 || minute > 59 || second > 60 || at != text.length()) {
      return null;
    }
    long days = LocalDate.of(year, month, day).toEpochDay();
    long seconds = days * 86_400 + hour * 3_600L + minute * 60L + second - offset;
    return seconds < FIRST_SECOND || seconds > LAST_SECOND
        ? null
        : Instant.ofEpochSecond(seconds, nanos);
  }

  private int after(char separator) {
    if (at >= text.length() || text.charAt(at++) != separator) {
      throw new DateTimeException("no " + separator);
    }
    return digits(2);
  }

  private int digits(int count) {
    int value = 0;
    for (int i = 0; i < count; i++) {
      if (!isDigit()) {
        throw new DateTimeException("no digit");
      }
      value = value * 10 + text.charAt(at++) - '0';
    }
    return value;
  }

  private boolean isDigit() {
    return at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9';
  }

  private int fraction() {
    if (at >= text.length() || text.charAt(at) != '.') {
      return 0;
    }
    at++;
    int nanos = 0;
    int count = 0;
    for (; isDigit(); at++, count++) {
      if (count < NANO_DIGITS) {
        nanos = nanos * 10 + text.charAt(at) - '0';
      }
    }
    if (count == 0) {
      throw new DateTimeException("no digit");
    }
    for (; count < NANO_DIGITS; count++) {
      nanos *= 10;
    }
    return nanos;
  }

  private int offset() {
    char sign = at < text.length() ? text.charAt(at++) : '?';
    if (sign == 'Z' || sign == 'z') {
      return 0;
    }
    if (sign != '+' && sign != '-') {
      throw new DateTimeException("no offset");
    }
    int hours = digits(2);
    int minutes = after(':');
    if (hours > 23 || minutes > 59) {
      throw new DateTimeException("no offset");
    }
    int seconds = hours * 3_600 + minutes * 60;
    return sign == '-' ? -seconds : seconds;
  }
}
