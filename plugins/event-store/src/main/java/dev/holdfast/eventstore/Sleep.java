package dev.holdfast.eventstore;

/** How the loop that stores waits; a simulator moves its clock instead. */
@FunctionalInterface
public interface Sleep {

  /** Waits for so many nanoseconds, at least one. */
  void sleep(long nanos) throws InterruptedException;
}
