package dev.holdfast.memorywatchdog.ladder;

import dev.holdfast.spi.Problem;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The state of the heap and of the ladder at the last look.
 *
 * @param live bytes that are in use for good; empty when that was never measured
 * @param bound bytes behind the last collection of any kind, not more are in use for good
 * @param limit the largest heap
 * @param full when the heap will be full
 * @param done what was done about it, for people
 * @param problem of the step; empty on the ground
 */
public record HeapStatus(
    Step step,
    OptionalLong live,
    OptionalLong bound,
    long limit,
    Optional<Duration> full,
    String done,
    Optional<Problem> problem) {

  /** Of the limit; 0 when nothing was measured. */
  public double share() {
    return live.isEmpty() ? 0 : (double) live.getAsLong() / limit;
  }
}
