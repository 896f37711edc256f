package dev.holdfast.spi.journal;

import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * A point between two events of a journal. Opaque: only a journal makes positions, and only the
 * journal that made one can interpret its numbers. Other code keeps them, compares those of one
 * epoch and gives them back.
 *
 * @param epoch the life of the journal: another one after its data was replaced. Epochs are random,
 *     so the order of two epochs says nothing about time.
 * @param offset grows along the journal, not by one; never negative where a journal gave it out
 */
public record Position(long epoch, long offset) implements Comparable<Position> {
  private static final Pattern TEXT = Pattern.compile("[0-9a-fA-F]{1,16}-[0-9a-fA-F]{1,16}");
  private static final int RADIX = 16;

  /** By epoch, without a sign, and then by offset. */
  @Override
  public int compareTo(Position other) {
    int byEpoch = Long.compareUnsigned(epoch, other.epoch);
    return byEpoch != 0 ? byEpoch : Long.compare(offset, other.offset);
  }

  /**
   * The form for cursors and logs, read by {@link #parse}: 16 hexadecimal digits of the epoch, a
   * dash, and 16 of the offset, in lower case. The order of these texts, character by character, is
   * the order of the positions that a journal gives out.
   */
  @Override
  public String toString() {
    HexFormat hex = HexFormat.of();
    return hex.toHexDigits(epoch) + "-" + hex.toHexDigits(offset);
  }

  /**
   * Reads the form of {@link #toString}, also without leading zeros, as version 1 of the contract
   * wrote it.
   *
   * @throws IllegalArgumentException it is not one
   */
  public static Position parse(String text) {
    if (!TEXT.matcher(text).matches()) {
      throw new IllegalArgumentException("not a position: " + text);
    }
    int dash = text.indexOf('-');
    return new Position(
        Long.parseUnsignedLong(text.substring(0, dash), RADIX),
        Long.parseUnsignedLong(text.substring(dash + 1), RADIX));
  }
}
