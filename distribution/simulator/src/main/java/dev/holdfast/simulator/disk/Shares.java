package dev.holdfast.simulator.disk;

import java.util.SplittableRandom;

/** How much of what was not forced gets through: often nothing or all, else any share. */
final class Shares {
  private Shares() {}

  static double draw(SplittableRandom random) {
    return switch (random.nextInt(5)) {
      case 0 -> 0;
      case 1 -> 1;
      case 2 -> 0.5;
      default -> random.nextDouble();
    };
  }
}
