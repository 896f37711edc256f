package dev.holdfast.simulator.life;

import dev.holdfast.simulator.BrokenPromise;
import dev.holdfast.simulator.Bug;
import java.util.List;
import java.util.Locale;

/**
 * A life that failed, in words.
 *
 * @param few steps that are enough to break the same guarantee
 * @param all steps of the life
 * @param lines what happens; those of a step begin with its number in the whole life
 */
public record LifeStory(
    long seed, LifePlan plan, int few, int all, List<String> lines, BrokenPromise broken) {

  /** For people. */
  public String text() {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT, "Seed %d fails; %d of its %d steps are enough:%n", seed, few, all));
    lines.forEach(line -> text.append("  ").append(line).append(System.lineSeparator()));
    text.append("Promised: ").append(broken.promised().words()).append(System.lineSeparator());
    text.append("Found:    ").append(broken.found()).append(System.lineSeparator());
    Throwable cause = broken.getCause();
    if (cause != null) {
      // The JVM leaves it out of an exception that it has thrown often.
      StackTraceElement[] trace = cause.getStackTrace();
      String at = trace.length == 0 ? cause.getClass().getName() : "at " + trace[0];
      text.append("Thrown:   ").append(at).append(System.lineSeparator());
    }
    return text.append("Replay:   ").append(replay()).toString();
  }

  /** The command that lives the whole life again. */
  public String replay() {
    String bug = plan.bug() == Bug.NONE ? "" : " --bug " + plan.bug().typed();
    return "holdfast simulate --parts "
        + plan.parts().name().toLowerCase(Locale.ROOT)
        + " --steps "
        + plan.steps()
        + bug
        + " --seed "
        + seed;
  }
}
