package dev.holdfast.spi.journal;

/**
 * A point between two events of a journal. Opaque: only its journal can interpret the numbers.
 * Other code may only compare positions of one epoch.
 *
 * @param epoch the life of the journal: another one after its data was replaced
 * @param offset grows along the journal, not by one
 */
public record Position(long epoch, long offset) implements Comparable<Position> {

  @Override
  public int compareTo(Position other) {
    int byEpoch = Long.compare(epoch, other.epoch);
    return byEpoch != 0 ? byEpoch : Long.compare(offset, other.offset);
  }

  /** The form for cursors and logs, read by {@link #parse}. */
  @Override
  public String toString() {
    return Long.toHexString(epoch) + "-" + Long.toHexString(offset);
  }

  /**
   * Reads the form of {@link #toString}.
   *
   * @throws IllegalArgumentException it is not one
   */
  public static Position parse(String text) {
    int dash = text.indexOf('-');
    try {
      return new Position(
          Long.parseUnsignedLong(text.substring(0, Math.max(dash, 0)), 16),
          Long.parseUnsignedLong(text.substring(dash + 1), 16));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("not a position: " + text, e);
    }
  }
}
