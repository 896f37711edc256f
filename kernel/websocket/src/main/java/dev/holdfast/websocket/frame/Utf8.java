package dev.holdfast.websocket.frame;

/**
 * Checks that bytes are UTF-8 (RFC 3629) as they come, in pieces cut anywhere: the first byte that
 * no continuation can make valid is an error at once.
 */
final class Utf8 {
  /** Continuation bytes that the character begun still needs. */
  private int missing;

  /** What the next continuation byte may be: overlong forms and surrogates end here. */
  private int lowest = 0x80;

  private int highest = 0xBF;

  void reset() {
    missing = 0;
    lowest = 0x80;
    highest = 0xBF;
  }

  /** Whether no character is left half. */
  boolean complete() {
    return missing == 0;
  }

  static boolean valid(byte[] bytes, int from, int to) {
    Utf8 check = new Utf8();
    return check.accept(bytes, from, to) && check.complete();
  }

  /** Whether it may go on from here. */
  boolean accept(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to) {
      if (missing == 0) {
        at = afterAscii(bytes, at, to);
        if (at < to && !begins(bytes[at++] & 0xFF)) {
          return false;
        }
      } else {
        int next = bytes[at++] & 0xFF;
        if (next < lowest || next > highest) {
          return false;
        }
        lowest = 0x80;
        highest = 0xBF;
        missing--;
      }
    }
    return true;
  }

  private static int afterAscii(byte[] bytes, int from, int to) {
    int at = from;
    while (at <= to - 8 && (FrameMask.eight(bytes, at) & FrameMask.HIGH_BITS) == 0) {
      at += 8;
    }
    while (at < to && bytes[at] >= 0) {
      at++;
    }
    return at;
  }

  private boolean begins(int first) {
    if (first < 0xC2 || first > 0xF4) {
      return false;
    }
    if (first < 0xE0) {
      missing = 1;
    } else if (first < 0xF0) {
      missing = 2;
      lowest = first == 0xE0 ? 0xA0 : 0x80;
      highest = first == 0xED ? 0x9F : 0xBF;
    } else {
      missing = 3;
      lowest = first == 0xF0 ? 0x90 : 0x80;
      highest = first == 0xF4 ? 0x8F : 0xBF;
    }
    return true;
  }
}
