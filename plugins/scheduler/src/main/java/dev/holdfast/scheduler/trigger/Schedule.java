package dev.holdfast.scheduler.trigger;

import java.time.Duration;
import java.time.ZoneId;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A schedule as it is written in the configuration: cron, a delay, or never. */
public sealed interface Schedule {
  /** At the times that cron names. */
  record Cron(CronTimes times) implements Schedule {}

  /** A fixed time after the end of the last run. */
  record Delay(Duration delay) implements Schedule {}

  /** By hand only. */
  record Never() implements Schedule {}

  /** Shorter ones would be a loop, which is what workers are for. */
  Duration SHORTEST = Duration.ofSeconds(1);

  /** Longer ones do not fit into a count of nanoseconds together with others. */
  Duration LONGEST = Duration.ofDays(3_650);

  /** A delay in words. */
  Pattern EVERY = Pattern.compile("every\\s+(\\d{1,9})\\s*(ms|s|min|m|h|d)");

  /**
   * Reads what {@link dev.holdfast.spi.job.Job#schedule} describes.
   *
   * @throws IllegalArgumentException with what is wrong
   */
  static Schedule parse(String text, ZoneId zone) {
    String words = text.strip();
    if (words.toLowerCase(Locale.ROOT).equals("never")) {
      return new Never();
    }
    if (!words.toLowerCase(Locale.ROOT).startsWith("every")) {
      return new Cron(CronTimes.parse(words, zone));
    }
    Matcher every = EVERY.matcher(words.toLowerCase(Locale.ROOT));
    if (!every.matches()) {
      throw new IllegalArgumentException("a delay is written as \"every 10 min\"");
    }
    Duration delay = unit(every.group(2)).multipliedBy(Long.parseLong(every.group(1)));
    if (delay.compareTo(SHORTEST) < 0 || delay.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException("a delay is 1 s to 3650 d");
    }
    return new Delay(delay);
  }

  private static Duration unit(String name) {
    return switch (name) {
      case "ms" -> Duration.ofMillis(1);
      case "s" -> Duration.ofSeconds(1);
      case "h" -> Duration.ofHours(1);
      case "d" -> Duration.ofDays(1);
      default -> Duration.ofMinutes(1);
    };
  }
}
