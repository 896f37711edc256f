package dev.holdfast.simulator;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * A wall clock and a ticker that move only when they are moved. The ticker never goes back; the
 * wall clock can be set forward and back, and can stand still while the ticker goes on.
 */
public final class SimulatedClock implements InstantSource {
  /** Noon of a summer day; the events of the simulation are of this moment. */
  public static final Instant START = Instant.parse("2026-06-21T12:00:00Z");

  private Instant wall = START;
  private long ticks;
  private boolean frozen;
  private boolean set;

  @Override
  public Instant instant() {
    return wall;
  }

  /** Nanoseconds since the beginning of the life. */
  public long nanos() {
    return ticks;
  }

  /** Time passes. */
  public void advance(Duration step) {
    ticks += step.toNanos();
    if (!frozen) {
      wall = wall.plus(step);
    }
  }

  /** Somebody sets the wall clock; a negative step sets it back. */
  public void set(Duration step) {
    wall = wall.plus(step);
    set = true;
  }

  /** Whether somebody ever set the wall clock. */
  public boolean wasSet() {
    return set;
  }

  /** Whether the wall clock stands still from now on. */
  public void freeze(boolean stands) {
    frozen = stands;
  }
}
