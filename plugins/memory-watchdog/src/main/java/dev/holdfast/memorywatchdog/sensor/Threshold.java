package dev.holdfast.memorywatchdog.sensor;

/** Is crossed at one value and left only some way below it. */
final class Threshold {
  /** The share of the value that must be regained. */
  private static final double WAY_BACK = 0.05;

  private final double enter;
  private boolean over;

  Threshold(double enter) {
    this.enter = enter;
  }

  boolean isOver(double value) {
    over = over ? value >= enter * (1 - WAY_BACK) : value >= enter;
    return over;
  }
}
