package dev.holdfast.scheduler.trigger;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Fires once for each time that a cron expression names, by the wall clock.
 *
 * <p>The anchor is the last time that is done with, not the moment at which that was noticed. So a
 * clock that is set back does not bring a time of day twice: the trigger waits until the clock has
 * passed the anchor again. A clock that is set back by more than {@link #SET_BACK} was wrong
 * before, and waiting for it could take years: then the trigger begins anew. A job that runs at
 * intervals (see {@link CronTimes}) would stand still meanwhile, and a time that comes twice is
 * nothing to it, so its trigger begins anew after each set back but those of a {@link #MOMENT}. A
 * clock that jumps forward, or a machine that slept, leaves times behind: they are reported once,
 * together, as missed.
 */
final class CronTrigger implements Trigger {
  /**
   * As in Vixie's cron, which holds back times of day for so long, and those with a {@code *}
   * never: a change of the clocks is within, a correction of the date is not.
   */
  static final Duration SET_BACK = Duration.ofHours(3);

  /** What a time server corrects of a clock that drifted; it must not bring a time twice. */
  static final Duration MOMENT = Duration.ofSeconds(10);

  private final CronTimes times;
  private final Supplier<Duration> jitter;
  private final Duration lateAfter;
  private Instant anchor;
  private @Nullable Instant time;
  private @Nullable Instant due;

  /**
   * Goes on where another one was.
   *
   * @param anchor the last time that is done with, or when the job was first seen
   * @param lateAfter what is late by more than this was missed
   */
  CronTrigger(CronTimes times, Supplier<Duration> jitter, Duration lateAfter, Instant anchor) {
    this.times = times;
    this.jitter = jitter;
    this.lateAfter = lateAfter;
    this.anchor = anchor;
    restart(anchor);
  }

  private void restart(Instant from) {
    anchor = from;
    time = times.next(from).orElse(null);
    due = time == null ? null : time.plus(jitter.get());
  }

  @Override
  public Firing firing(Instant now, long ticks) {
    if (now.isBefore(anchor.minus(times.areIntervals() ? MOMENT : SET_BACK))) {
      restart(now);
    }
    Instant named = time;
    Instant start = due;
    if (named == null || start == null || now.isBefore(start)) {
      return Firing.NOT_YET;
    }
    if (Duration.between(start, now).compareTo(lateAfter) <= 0) {
      restart(named);
      return Firing.NOW;
    }
    restart(now);
    return Firing.MISSED;
  }

  @Override
  public void runEnded(Instant now, long ticks) {}

  @Override
  public Optional<Instant> next(Instant now, long ticks) {
    return Optional.ofNullable(due);
  }

  @Override
  public Instant anchor() {
    return anchor;
  }
}
