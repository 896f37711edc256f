package dev.holdfast.memorywatchdog;

/**
 * How full memory is.
 *
 * @param share of the limit that is in use and cannot be collected, 0 to 1
 * @param measuredAt by the ticker, in nanoseconds
 * @param words the figures, for people
 */
record Pressure(double share, long measuredAt, String words) {}
