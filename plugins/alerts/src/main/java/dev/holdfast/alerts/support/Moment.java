package dev.holdfast.alerts.support;

import dev.holdfast.spi.support.ClockLead;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * A moment of this run, on two clocks: the wall clock, which is stored and shown, and a ticker, by
 * which every wait is measured. A wall clock that is set, by an hour or by ten years, changes no
 * wait. The ticker begins afresh with each run, so a moment that an earlier run has stored is
 * {@linkplain #recall placed} on it once.
 *
 * <p>Where the ticker stands still while the machine sleeps, as on Linux, waits stand still too.
 *
 * @param time of the wall clock
 * @param ticks nanoseconds of a clock that nobody sets; only differences mean anything
 */
public record Moment(Instant time, long ticks) {

  /** Reads both clocks. */
  public static Supplier<Moment> source(InstantSource clock, LongSupplier ticker) {
    return () -> new Moment(clock.instant(), ticker.getAsLong());
  }

  /** How much time has passed since another moment of this run. */
  public Duration since(Moment other) {
    return Duration.ofNanos(ticks - other.ticks);
  }

  public boolean isBefore(Moment other) {
    return ticks - other.ticks < 0;
  }

  /** When an earlier moment was, by the wall clock as it is set at this one. */
  public Instant timeOf(Moment earlier) {
    return time.minus(since(earlier));
  }

  /** Both clocks moved on by so much. */
  public Moment plus(Duration wait) {
    return new Moment(time.plus(wait), ticks + wait.toNanos());
  }

  /**
   * Places a stored time on the ticker of this run, seen from now. Its age is known by the wall
   * clock only: a time ahead of now counts as now, so does one of a clock that had not been set
   * yet, and an age beyond the whole wait counts as the whole wait. So a wait that began in an
   * earlier run lasts no longer than it would if it began now.
   *
   * @param wait the longest that is measured from this time
   */
  public Moment recall(Instant stored, Duration wait) {
    boolean wasUnset = stored.isBefore(ClockLead.EARLIEST) && !time.isBefore(ClockLead.EARLIEST);
    Duration age =
        wasUnset || stored.isAfter(time) ? Duration.ZERO : Duration.between(stored, time);
    Duration counted = age.compareTo(wait) > 0 ? wait : age;
    return new Moment(stored, ticks - counted.toNanos());
  }
}
