package dev.holdfast.scheduler.trigger;

import java.time.Instant;
import java.util.Optional;

/** Never fires: the job is started by hand only. */
record ManualTrigger(Instant anchor) implements Trigger {
  @Override
  public Firing firing(Instant now, long ticks) {
    return Firing.NOT_YET;
  }

  @Override
  public void runEnded(Instant now, long ticks) {}

  @Override
  public Optional<Instant> next(Instant now, long ticks) {
    return Optional.empty();
  }
}
