package dev.holdfast.eventstore;

import dev.holdfast.spi.Problem;
import dev.holdfast.spi.ProblemException;

/**
 * A position in the history, directly behind the row of this number. Opaque to clients, and valid
 * for ever.
 *
 * @param sequence 0 is the start
 */
record Cursor(long sequence) {
  static final Cursor START = new Cursor(0);

  /** The first letter is the version of the form. */
  private static final String VERSION = "h";

  private static final int LONGEST = 13;

  static Cursor parse(String text) {
    String digits = text.startsWith(VERSION) ? text.substring(1) : "";
    try {
      long sequence = digits.isEmpty() ? -1 : Long.parseLong(digits, Character.MAX_RADIX);
      if (sequence >= 0 && digits.length() <= LONGEST) {
        return new Cursor(sequence);
      }
    } catch (NumberFormatException e) {
      throw new ProblemException(notOurs(), e);
    }
    throw new ProblemException(notOurs());
  }

  private static Problem notOurs() {
    return StoreProblems.badParameter("after is not a cursor that an earlier answer gave as next");
  }

  @Override
  public String toString() {
    return VERSION + Long.toString(sequence, Character.MAX_RADIX);
  }
}
