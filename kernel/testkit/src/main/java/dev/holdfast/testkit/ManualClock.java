package dev.holdfast.testkit;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A wall clock, and a ticker, that stand still until a test moves them. */
public final class ManualClock implements InstantSource {
  private final Instant start;
  private volatile Instant now;

  /** A clock that shows noon of a summer day in 2026. */
  public ManualClock() {
    this(Instant.parse("2026-06-21T12:00:00Z"));
  }

  public ManualClock(Instant start) {
    this.start = start;
    this.now = start;
  }

  @Override
  public Instant instant() {
    return now;
  }

  /** Nanoseconds that the clock was moved, for whoever takes a ticker. */
  public long nanoTime() {
    return Duration.between(start, now).toNanos();
  }

  /** Moves the clock; a negative step is what a corrected system clock does. */
  public synchronized void advance(Duration step) {
    now = now.plus(step);
  }
}
