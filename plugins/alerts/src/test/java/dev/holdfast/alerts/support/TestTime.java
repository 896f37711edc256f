package dev.holdfast.alerts.support;

import dev.holdfast.testkit.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A wall clock that a test may also set, and a ticker that knows nothing of that. */
public final class TestTime implements InstantSource {
  private final ManualClock wall = new ManualClock();
  private final ManualClock passed = new ManualClock();

  /** Time passes. */
  public void advance(Duration time) {
    wall.advance(time);
    passed.advance(time);
  }

  /** Somebody sets the wall clock; no time passes. */
  public void setClock(Duration by) {
    wall.advance(by);
  }

  @Override
  public Instant instant() {
    return wall.instant();
  }

  public Moment now() {
    return new Moment(wall.instant(), passed.nanoTime());
  }
}
