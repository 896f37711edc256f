package dev.holdfast.scheduler.trigger;

import com.cronutils.model.Cron;
import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The times of a cron expression in a time zone.
 *
 * <p>The library answers for times of day, without any zone; what a change of the clocks does to
 * them is decided here, by the rule that people know from Vixie's cron. When the hour field begins
 * with {@code *} the job is meant to run at intervals: it follows real time, and the change is not
 * noticed. Otherwise it is meant to run at times of day: one that the clock jumps over runs at the
 * jump, one that comes twice runs the first time.
 */
public final class CronTimes {
  private static final Map<String, String> NICKNAMES =
      Map.of(
          "@yearly", "0 0 1 1 *",
          "@annually", "0 0 1 1 *",
          "@monthly", "0 0 1 * *",
          "@weekly", "0 0 * * 0",
          "@daily", "0 0 * * *",
          "@midnight", "0 0 * * *",
          "@hourly", "0 * * * *");
  private static final int FIELDS_OF_UNIX = 5;
  private static final int FIELDS_OF_QUARTZ = 7;

  private final ExecutionTime times;
  private final ZoneRules rules;
  private final boolean intervals;

  private CronTimes(Cron cron, ZoneId zone, boolean intervals) {
    this.times = ExecutionTime.forCron(cron);
    this.rules = zone.getRules();
    this.intervals = intervals;
  }

  /**
   * Reads five fields as UNIX does, six or seven as Quartz does, and the usual nicknames.
   *
   * @throws IllegalArgumentException with what is wrong
   */
  static CronTimes parse(String expression, ZoneId zone) {
    String text = NICKNAMES.getOrDefault(expression.strip(), expression.strip());
    String[] fields = text.split("\\s+");
    if (fields.length < FIELDS_OF_UNIX || fields.length > FIELDS_OF_QUARTZ) {
      throw new IllegalArgumentException(fields.length + " fields, and cron has 5, 6 or 7");
    }
    boolean unix = fields.length == FIELDS_OF_UNIX;
    CronType type = unix ? CronType.UNIX : CronType.QUARTZ;
    Cron cron = new CronParser(CronDefinitionBuilder.instanceDefinitionFor(type)).parse(text);
    return new CronTimes(cron, zone, fields[unix ? 1 : 2].startsWith("*"));
  }

  /** Whether they are meant as intervals, and not as times of day. */
  boolean areIntervals() {
    return intervals;
  }

  /** The first one behind a moment; empty when there is none any more. */
  public Optional<Instant> next(Instant after) {
    return Optional.ofNullable(intervals ? nextInRealTime(after) : nextTimeOfDay(after));
  }

  private @Nullable Instant nextTimeOfDay(Instant after) {
    LocalDateTime time = LocalDateTime.ofInstant(after, rules.getOffset(after));
    while (true) {
      time = nextLocal(time);
      if (time == null) {
        return null;
      }
      Instant moment = moment(time);
      if (moment.isAfter(after)) {
        return moment;
      }
      // It was the first time already: this is the hour that comes twice.
    }
  }

  private Instant moment(LocalDateTime time) {
    ZoneOffsetTransition change = rules.getTransition(time);
    if (change == null) {
      return time.toInstant(rules.getOffset(time));
    }
    return change.isGap() ? change.getInstant() : time.toInstant(change.getOffsetBefore());
  }

  /** From one change of the clocks to the next they are those of a fixed offset. */
  private @Nullable Instant nextInRealTime(Instant after) {
    Instant seen = after;
    Instant from = after;
    ZoneOffset offset = rules.getOffset(after);
    while (true) {
      LocalDateTime time = nextLocal(LocalDateTime.ofInstant(from, offset));
      if (time == null) {
        return null;
      }
      Instant moment = time.toInstant(offset);
      ZoneOffsetTransition change = rules.nextTransition(seen);
      if (change == null || moment.isBefore(change.getInstant())) {
        return moment;
      }
      offset = change.getOffsetAfter();
      seen = change.getInstant();
      // The moment of the change itself may be one.
      from = seen.minusNanos(1);
    }
  }

  private @Nullable LocalDateTime nextLocal(LocalDateTime after) {
    return times
        .nextExecution(after.atZone(ZoneOffset.UTC))
        .map(time -> time.toLocalDateTime())
        .orElse(null);
  }
}
