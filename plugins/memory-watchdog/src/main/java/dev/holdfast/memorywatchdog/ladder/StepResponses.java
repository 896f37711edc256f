package dev.holdfast.memorywatchdog.ladder;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Function;

/** Calls the responses of the steps, and keeps the outcome of each. */
final class StepResponses {
  private static final Logger LOG = System.getLogger("dev.holdfast.memory-watchdog");

  private final Map<Step, Response> all = new EnumMap<>(Step.class);
  private final Map<Step, String> done = new EnumMap<>(Step.class);

  void on(Step step, Response response) {
    all.put(step, response);
  }

  void begin(Step step, Pressure pressure) {
    answer(step, response -> response.begin(pressure));
  }

  /** What could not be done when a step was entered may be possible by now. */
  void remain(Step top, Pressure pressure) {
    for (Step step : Step.values()) {
      if (!step.isAbove(top)) {
        answer(step, response -> response.remain(pressure));
      }
    }
  }

  void end(Step step) {
    answer(
        step,
        response -> {
          response.end();
          return "";
        });
    done.remove(step);
  }

  /** One that fails must not keep the others from what they can do. */
  private void answer(Step step, Function<Response, String> what) {
    Response response = all.get(step);
    if (response == null) {
      return;
    }
    try {
      note(step, what.apply(response));
    } catch (RuntimeException e) {
      done.put(step, "failed, " + e);
      LOG.log(Level.ERROR, () -> "the step " + step.word() + " failed, the next one counts", e);
    }
  }

  private void note(Step step, String words) {
    if (!words.isEmpty() && !words.equals(done.put(step, words))) {
      LOG.log(Level.WARNING, () -> "on the step " + step.word() + ": " + words);
    }
  }

  /** For people, the mildest first; empty when nothing was to be done. */
  String done() {
    return String.join("; ", done.values());
  }
}
