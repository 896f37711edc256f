package dev.holdfast.simulator.command;

import dev.holdfast.simulator.BrokenPromise;
import dev.holdfast.simulator.life.LifePlan;
import dev.holdfast.simulator.life.LifeStory;
import dev.holdfast.simulator.life.Simulation;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Lives one seed after the other, until one fails, all are done, or the time is over.
 *
 * @param most lives
 * @param time after which no further life begins; null for no limit
 * @param ticker nanoseconds, for the rate and the limit only
 */
record SimulationRun(
    LifePlan plan, long first, long most, @Nullable Duration time, LongSupplier ticker) {

  SimulationResult run() {
    Simulation simulation = new Simulation(plan);
    long began = ticker.getAsLong();
    LifeStory story = null;
    long lives = 0;
    while (story == null && lives < most && !isOver(began, lives)) {
      long seed = first + lives;
      lives++;
      BrokenPromise broken = simulation.fails(seed);
      if (broken != null) {
        story = simulation.story(seed, broken.promised());
      }
    }
    Duration took = Duration.ofNanos(ticker.getAsLong() - began);
    return new SimulationResult(plan, first, simulation.figures(), took, simulation.trace(), story);
  }

  /** One life is lived in any case. */
  private boolean isOver(long began, long lives) {
    return time != null && lives > 0 && ticker.getAsLong() - began >= time.toNanos();
  }
}
