package dev.holdfast.scheduler.trigger;

import java.time.Instant;
import java.util.Optional;

/** Of a job that runs by hand only. */
public record NoAlarm(Instant anchor) implements Alarm {
  @Override
  public Ring ring(Instant now, long ticks) {
    return Ring.NOT_YET;
  }

  @Override
  public void runEnded(Instant now, long ticks) {}

  @Override
  public Optional<Instant> next(Instant now, long ticks) {
    return Optional.empty();
  }
}
