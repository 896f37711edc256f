package dev.holdfast.memorywatchdog.sensor;

/** A threshold with hysteresis: crossed at one value, left 5 % below it. */
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
