package dev.holdfast.journal.simulation;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Runs lives by their seeds and tells of one that failed, as short as it can be made. */
final class Simulation {
  private static final int MOST_TRIES = 600;

  private final Bug bug;
  private final int steps;
  private long crashes;

  /**
   * Creates a simulation.
   *
   * @param steps of each life; the same seed with another number is another life
   */
  Simulation(Bug bug, int steps) {
    this.bug = bug;
    this.steps = steps;
  }

  /** The ends of processes so far. */
  long crashes() {
    return crashes;
  }

  /** What went wrong in a life; null when all was well. */
  @Nullable String fails(long seed) {
    return fails(seed, Step.of(seed, steps));
  }

  private @Nullable String fails(long seed, List<Step> some) {
    try {
      crashes += Life.live(seed, some, bug, line -> {});
      return null;
    } catch (BrokenPromise e) {
      return e.getMessage();
    }
  }

  /** A failing life as a story, with the fewest steps that still fail. */
  String story(long seed) {
    List<Step> few = shrink(seed, Step.of(seed, steps));
    StringBuilder story = new StringBuilder();
    story.append("Seed %d, %d of %d steps, bug %s:%n".formatted(seed, few.size(), steps, bug));
    try {
      Life.live(seed, few, bug, line -> story.append(line).append('\n'));
      story.append("and now all is well: the simulation does not replay\n");
    } catch (BrokenPromise e) {
      if (e.getCause() != null) {
        story.append("thrown at ").append(e.getCause().getStackTrace()[0]).append('\n');
      }
    }
    return story.toString();
  }

  private List<Step> shrink(long seed, List<Step> all) {
    List<Step> few = all;
    int tries = 0;
    for (int chunk = all.size() / 2; chunk > 0 && tries < MOST_TRIES; chunk /= 2) {
      int at = 0;
      while (at < few.size() && tries < MOST_TRIES) {
        List<Step> fewer = new ArrayList<>(few);
        fewer.subList(at, Math.min(at + chunk, fewer.size())).clear();
        tries++;
        if (fails(seed, fewer) != null) {
          few = fewer;
        } else {
          at += chunk;
        }
      }
    }
    return few;
  }
}
