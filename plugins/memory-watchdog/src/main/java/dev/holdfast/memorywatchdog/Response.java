package dev.holdfast.memorywatchdog;

/** What is done on a step of the ladder, and undone when it is left. */
interface Response {
  /** The step was entered; called again when it was left in between. */
  void begin(Pressure pressure);

  /** A minute has passed on the step; called again each minute. */
  default void remain(Pressure pressure) {}

  /** The step was left. */
  void end();
}
