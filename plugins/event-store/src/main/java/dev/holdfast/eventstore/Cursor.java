package dev.holdfast.eventstore;

import dev.holdfast.spi.Problem;
import dev.holdfast.spi.ProblemException;

/**
 * A position in the history, directly behind the row of this number as one reads on in this order.
 * Opaque to clients, and valid for ever: below a number that was seen no new row appears.
 *
 * @param sequence where its order begins: 0, or the largest number
 */
record Cursor(Order order, long sequence) {
  private static final int LONGEST = 13;

  /**
   * A cursor that an answer gave.
   *
   * @throws ProblemException with status 400 if it is none, or one of the other order
   */
  static Cursor parse(Order order, String text) {
    for (Order each : Order.values()) {
      if (text.startsWith(each.version())) {
        long sequence = number(text.substring(each.version().length()));
        if (each != order) {
          throw new ProblemException(ofTheOther(each));
        }
        return new Cursor(order, sequence);
      }
    }
    throw new ProblemException(notOurs());
  }

  private static long number(String digits) {
    try {
      long sequence = digits.isEmpty() ? -1 : Long.parseLong(digits, Character.MAX_RADIX);
      if (sequence >= 0 && digits.length() <= LONGEST) {
        return sequence;
      }
    } catch (NumberFormatException e) {
      throw new ProblemException(notOurs(), e);
    }
    throw new ProblemException(notOurs());
  }

  private static Problem notOurs() {
    return StoreProblems.badParameter("after is not a cursor that an earlier answer gave as next");
  }

  private static Problem ofTheOther(Order order) {
    return StoreProblems.badParameter(
        "after is a cursor of order=" + order.parameter() + ", and valid with that order only");
  }

  @Override
  public String toString() {
    return order.version() + Long.toString(sequence, Character.MAX_RADIX);
  }
}
