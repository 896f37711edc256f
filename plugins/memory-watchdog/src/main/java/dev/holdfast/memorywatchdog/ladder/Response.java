package dev.holdfast.memorywatchdog.ladder;

/** An action on a step of the ladder, undone when the step is left. */
public interface Response {
  /**
   * The step was entered; called again when it was left in between.
   *
   * @return what was done, for people, also when that is nothing
   */
  String begin(Pressure pressure);

  /**
   * A minute has passed on the step or above it; called again each minute.
   *
   * @return what was done by now
   */
  String remain(Pressure pressure);

  /** The step was left. */
  void end();
}
