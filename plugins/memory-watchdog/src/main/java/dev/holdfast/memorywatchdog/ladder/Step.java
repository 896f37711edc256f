package dev.holdfast.memorywatchdog.ladder;

import java.util.Arrays;
import java.util.Locale;

/** The steps against a full heap, the mildest first. */
public enum Step {
  CALM(0, "there are no incidents"),
  WARN(1, "people are told"),
  TRIM(2, "plugins are asked to give memory back"),
  REFUSE(3, "no new clients are let in"),
  PAUSE(4, "whatever can be done without is paused"),
  DRAIN(5, "events go to the journal only; storing them waits"),
  RESTART(6, "the server asks to be started again");

  private final int height;
  private final String meaning;

  Step(int height, String meaning) {
    this.height = height;
    this.meaning = meaning;
  }

  /** What happens on it, for people. */
  String meaning() {
    return meaning;
  }

  /** As it is written in the configuration, on labels and in file names. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  public boolean isAbove(Step other) {
    return compareTo(other) > 0;
  }

  /** As it is shown on /metrics: 0 for calm. */
  public int height() {
    return height;
  }

  /** The step below; of the lowest itself. */
  Step lower() {
    return at(Math.max(0, height - 1));
  }

  /** The step above; of the highest itself. */
  Step higher() {
    return at(Math.min(RESTART.height, height + 1));
  }

  private static Step at(int height) {
    return Arrays.stream(values()).filter(step -> step.height == height).findFirst().orElse(CALM);
  }
}
