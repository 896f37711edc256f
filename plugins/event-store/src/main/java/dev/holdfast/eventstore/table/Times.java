package dev.holdfast.eventstore.table;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/**
 * Formats instants for the database, cut to the microseconds that PostgreSQL keeps. An instant that
 * a database cannot hold is written in a form that it refuses, so that the event is set aside with
 * the database's own words.
 */
final class Times {
  private static final DateTimeFormatter FIXED =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT);

  /** PostgreSQL has no year 0: it says 1 BC. */
  private static final DateTimeFormatter OF_ERA =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSSSS'+00'", Locale.ROOT);

  private static final int LAST_OF_POSTGRES = 294_276;
  private static final int FIRST_OF_POSTGRES = -4713;

  /** A little inside of what java.time's calendar can hold. */
  private static final Instant CALENDAR_END = Instant.parse("+999999998-01-01T00:00:00Z");

  private static final Instant CALENDAR_START = Instant.parse("-999999998-01-01T00:00:00Z");

  private Times() {}

  /** {@code 2026-01-31T23:59:59.123456Z}: sorts as text from year 0 to 9999. */
  static String sortable(Instant instant) {
    if (!inCalendar(instant)) {
      return instant.toString();
    }
    LocalDateTime time = utc(instant);
    return time.getYear() < 0 || time.getYear() > 9999 ? instant.toString() : FIXED.format(time);
  }

  /** What PostgreSQL reads as timestamptz. */
  static String postgres(Instant instant) {
    if (!inCalendar(instant)) {
      return instant.toString();
    }
    LocalDateTime time = utc(instant);
    int year = time.getYear();
    if (year < FIRST_OF_POSTGRES || year > LAST_OF_POSTGRES) {
      return instant.toString();
    }
    return year > 0 ? FIXED.format(time).replace("+", "") : OF_ERA.format(time) + " BC";
  }

  private static boolean inCalendar(Instant instant) {
    return instant.isAfter(CALENDAR_START) && instant.isBefore(CALENDAR_END);
  }

  private static LocalDateTime utc(Instant instant) {
    return LocalDateTime.ofInstant(instant.truncatedTo(ChronoUnit.MICROS), ZoneOffset.UTC);
  }
}
