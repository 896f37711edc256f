package dev.holdfast.scheduler.trigger;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Fires a fixed time after the end of the last run. It counts on a clock that nobody sets; the wall
 * clock serves only to know, after a restart, how much of the delay has passed already.
 */
final class DelayTrigger implements Trigger {
  private final Duration delay;
  private final Supplier<Duration> jitter;
  private Instant anchor;
  private boolean fired;
  private long due;

  /**
   * Goes on where another one was.
   *
   * @param anchor when the last run ended, or when the job was first seen
   */
  DelayTrigger(Duration delay, Supplier<Duration> jitter, Instant anchor, Instant now, long ticks) {
    this.delay = delay;
    this.jitter = jitter;
    this.anchor = anchor.isAfter(now) ? now : anchor;
    Duration passed = Duration.between(this.anchor, now);
    Duration left = delay.minus(passed);
    this.due = ticks + jitter.get().plus(left.isNegative() ? Duration.ZERO : left).toNanos();
  }

  @Override
  public Firing firing(Instant now, long ticks) {
    if (fired || ticks - due < 0) {
      return Firing.NOT_YET;
    }
    fired = true;
    return Firing.NOW;
  }

  @Override
  public boolean countsFromEnd() {
    return true;
  }

  @Override
  public void runEnded(Instant now, long ticks) {
    fired = false;
    anchor = now;
    due = ticks + delay.plus(jitter.get()).toNanos();
  }

  @Override
  public Optional<Instant> next(Instant now, long ticks) {
    return fired ? Optional.empty() : Optional.of(now.plusNanos(Math.max(0, due - ticks)));
  }

  @Override
  public Instant anchor() {
    return anchor;
  }
}
