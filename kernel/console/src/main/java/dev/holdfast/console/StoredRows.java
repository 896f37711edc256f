package dev.holdfast.console;

import java.util.BitSet;

/** The rows of one source as the history shows them. */
final class StoredRows {
  private final BitSet seen = new BitSet();
  private final int sent;
  private long rows;
  private long doubled;
  private long unknown;
  private long outOfOrder;
  private int last = -1;

  /**
   * @param sent how many numbers were given out: a row beyond them is one that nobody has sent
   */
  StoredRows(int sent) {
    this.sent = sent;
  }

  void add(String id) {
    rows++;
    int number = number(id);
    if (number < 0) {
      unknown++;
      return;
    }
    if (seen.get(number)) {
      doubled++;
    } else if (number < last) {
      outOfOrder++;
    }
    seen.set(number);
    last = Math.max(last, number);
  }

  /** How many of those that were promised are not there. */
  int missing(BitSet acknowledged) {
    BitSet missing = (BitSet) acknowledged.clone();
    missing.andNot(seen);
    return missing.cardinality();
  }

  /** The first number that was promised and is not there; -1 when all are. */
  int firstMissing(BitSet acknowledged) {
    BitSet missing = (BitSet) acknowledged.clone();
    missing.andNot(seen);
    return missing.nextSetBit(0);
  }

  long rows() {
    return rows;
  }

  long doubled() {
    return doubled;
  }

  long unknown() {
    return unknown;
  }

  long outOfOrder() {
    return outOfOrder;
  }

  private int number(String id) {
    if (!id.matches("\\d{1,9}|0{3}\\d{9}")) {
      return -1;
    }
    int number = Integer.parseInt(id);
    return number < sent ? number : -1;
  }
}
