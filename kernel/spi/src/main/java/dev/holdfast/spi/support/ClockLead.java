package dev.holdfast.spi.support;

import dev.holdfast.spi.job.Job;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * The lead of the wall clock over the time that has passed since this object was made. Deletion by
 * age uses the wall clock, and a clock that jumps a year ahead makes everything old. A {@link Job}
 * that deletes by age asks here first. Safe for several threads.
 *
 * <p>The sleep of a machine counts as a lead on systems whose ticker stands still meanwhile, such
 * as Linux.
 */
public final class ClockLead {
  /** No correction of a running clock is so large; daylight saving does not move it at all. */
  public static final Duration ALLOWED = Duration.ofHours(1);

  /**
   * Nothing that Holdfast has written is older, for there was none. What says so was written by a
   * clock that had not been set yet, as that of a machine without a battery is at each start.
   */
  public static final Instant EARLIEST = Instant.parse("2026-01-01T00:00:00Z");

  private final InstantSource clock;
  private final LongSupplier ticker;
  private final Instant startedAt;
  private final long started;

  /**
   * Begins to compare.
   *
   * @param ticker nanoseconds of a clock that nobody sets
   */
  public ClockLead(InstantSource clock, LongSupplier ticker) {
    this.clock = clock;
    this.ticker = ticker;
    this.startedAt = clock.instant();
    this.started = ticker.getAsLong();
  }

  /**
   * Whether a time that was written down can be believed as an age: not before {@link #EARLIEST},
   * and not ahead of now.
   */
  public static boolean isBelievable(Instant written, Instant now) {
    return !written.isBefore(EARLIEST) && !written.isAfter(now);
  }

  /** How far it is ahead; negative when it was set back. */
  public Duration now() {
    Duration passed = Duration.ofNanos(ticker.getAsLong() - started);
    return Duration.between(startedAt, clock.instant()).minus(passed);
  }

  /** Whether that is more than {@link #ALLOWED}. */
  public boolean isTooLarge() {
    return now().compareTo(ALLOWED) > 0;
  }
}
