package dev.holdfast.memorywatchdog.ladder;

import java.util.Optional;

/**
 * The memory pressure: how full the heap is.
 *
 * @param share of the limit that is in use and cannot be collected, 0 to 1
 * @param measuredAt by the ticker, in nanoseconds
 * @param words the figures, for people
 * @param suspect the plugin that holds most of it, when evidence of this moment names one
 */
public record Pressure(double share, long measuredAt, String words, Optional<String> suspect) {
  /** Nobody is suspected. */
  public Pressure(double share, long measuredAt, String words) {
    this(share, measuredAt, words, Optional.empty());
  }
}
