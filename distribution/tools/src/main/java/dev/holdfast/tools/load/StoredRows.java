package dev.holdfast.tools.load;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableSet;

/** The rows of one source as the history shows them. */
public final class StoredRows {
  private final BitSet seen = new BitSet();
  private final int sent;
  private final NavigableSet<Integer> sessions;
  private final Map<Integer, Integer> lastOfSession = new HashMap<>();
  private long rows;
  private long doubled;
  private long unknown;
  private long outOfOrder;

  /**
   * @param sent how many numbers were given out: a row beyond them is one that nobody has sent
   * @param sessions the first number of each connection: the server keeps the order within one, and
   *     cannot know that of two which overlap
   */
  StoredRows(int sent, NavigableSet<Integer> sessions) {
    this.sent = sent;
    this.sessions = sessions;
  }

  public void add(String id) {
    rows++;
    int number = number(id);
    if (number < 0) {
      unknown++;
      return;
    }
    Integer session = sessions.floor(number);
    int last = lastOfSession.merge(session == null ? 0 : session, number, Math::max);
    if (seen.get(number)) {
      doubled++;
    } else if (number < last) {
      outOfOrder++;
    }
    seen.set(number);
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
