package dev.holdfast.alerts.condition;

import java.util.Arrays;

/** A row of blocks that shows how a number went. */
final class Sparkline {
  private static final String BLOCKS = "▁▂▃▄▅▆▇█";
  private static final int WIDTH = 30;

  private Sparkline() {}

  /** One block for each two values, from nothing to the largest; empty when there is nothing. */
  static String of(double[] values) {
    if (values.length == 0) {
      return "";
    }
    int group = Math.max(1, (values.length + WIDTH - 1) / WIDTH);
    double most = Arrays.stream(values).max().orElse(0);
    StringBuilder line = new StringBuilder();
    for (int from = 0; from < values.length; from += group) {
      double high =
          Arrays.stream(values, from, Math.min(values.length, from + group)).max().orElse(0);
      int height = most <= 0 ? 0 : (int) Math.round(high / most * (BLOCKS.length() - 1));
      line.append(BLOCKS.charAt(Math.clamp(height, 0, BLOCKS.length() - 1)));
    }
    return line.toString();
  }
}
