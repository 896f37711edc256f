package dev.holdfast.scheduler;

import dev.holdfast.scheduler.trigger.Schedule;
import dev.holdfast.spi.Problem;
import dev.holdfast.spi.ProblemException;
import dev.holdfast.spi.job.Job;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The settings of a job while its plugin runs: those of the plugin, overridden by the
 * configuration.
 *
 * @param text the schedule as it was written
 * @param mistake why it cannot be scheduled; then the schedule is never
 */
record Plan(
    Job job,
    String name,
    String text,
    Schedule schedule,
    String zone,
    Duration limit,
    Duration jitter,
    Job.Missed missed,
    Optional<Problem> mistake) {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,39}");

  /**
   * Asks a job what it wants. This is the plugin's code.
   *
   * @throws RuntimeException it did not say, or said null, or its name is not one
   */
  static Plan of(String plugin, Job job, SchedulerConfig config) {
    String simple = job.name();
    if (!NAME.matcher(simple).matches()) {
      throw new IllegalArgumentException("a job cannot have the name \"" + simple + "\"");
    }
    String name = plugin + "/" + simple;
    JobSettings wanted = config.of(plugin, simple);
    String text = wanted.schedule().orElseGet(job::schedule);
    String zone = wanted.zone().orElse(config.zone());
    Duration limit = wanted.limit().orElseGet(job::limit);
    Duration jitter = wanted.jitter().orElseGet(job::jitter);
    Job.Missed missed = wanted.missed().orElseGet(job::missed);
    Schedule schedule = new Schedule.Never();
    Optional<Problem> mistake = Optional.empty();
    try {
      check(limit, jitter, missed);
      schedule = Schedule.parse(text, zoneOf(zone));
    } catch (IllegalArgumentException | DateTimeException e) {
      mistake =
          Optional.of(SchedulerProblems.badSchedule(name, text, String.valueOf(e.getMessage())));
    }
    return new Plan(job, name, text, schedule, zone, limit, jitter, missed, mistake);
  }

  /** What a plugin says may be anything. */
  private static void check(Duration limit, Duration jitter, Job.Missed missed) {
    Objects.requireNonNull(missed, "missed is null");
    if (!limit.isPositive()) {
      throw new IllegalArgumentException("a limit of " + limit);
    }
    if (jitter.isNegative() || jitter.compareTo(Schedule.LONGEST) > 0) {
      throw new IllegalArgumentException("a jitter of " + jitter);
    }
  }

  /**
   * Reads a schedule as a start does.
   *
   * @throws ProblemException it cannot be read
   */
  static void checkSchedule(String job, String text) {
    try {
      var _ = Schedule.parse(text, ZoneOffset.UTC);
    } catch (IllegalArgumentException | DateTimeException e) {
      String why = String.valueOf(e.getMessage());
      throw new ProblemException(SchedulerProblems.badSchedule(job, text, why), e);
    }
  }

  /**
   * Reads a time zone as a start does.
   *
   * @throws ProblemException it is none
   */
  static void checkZone(String zone) {
    try {
      var _ = zoneOf(zone);
    } catch (DateTimeException e) {
      throw new ProblemException(
          SchedulerProblems.NO_ZONE.because(String.valueOf(e.getMessage())), e);
    }
  }

  private static ZoneId zoneOf(String zone) {
    return zone.isEmpty() ? ZoneId.systemDefault() : ZoneId.of(zone);
  }
}
