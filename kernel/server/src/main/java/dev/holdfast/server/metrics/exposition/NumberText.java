package dev.holdfast.server.metrics.exposition;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/**
 * Writes numbers as {@link Double#toString(double)} and {@link Long#toString(long)} do, with the
 * infinities of Prometheus.
 *
 * <p>Most figures are whole numbers. They need no search for the shortest decimal, which is slow
 * until it is compiled: below 10^15 different decimals are different doubles, so the shortest one
 * has the digits of the number itself, without the zeros at the end.
 */
final class NumberText {
  /** The most bytes that a number takes: {@code -2.2250738585072014E-308}. */
  static final int MOST = 24;

  /** Where {@link Double#toString(double)} begins to write an exponent. */
  private static final long EXPONENT_FROM = 10_000_000;

  private static final double EXACT_BELOW = 1e15;

  private NumberText() {}

  /**
   * Writes a number.
   *
   * @param to has room for {@link #MOST} bytes from {@code at} on
   * @return the index behind it
   */
  static int put(double value, byte[] to, int at) {
    long whole = (long) value;
    boolean negativeZero = whole == 0 && 1 / value < 0;
    if (whole == value && Math.abs(value) < EXACT_BELOW && !negativeZero) {
      return Math.abs(whole) < EXPONENT_FROM ? putPlain(whole, to, at) : putExponent(whole, to, at);
    }
    if (Double.isInfinite(value)) {
      return putText(value > 0 ? "+Inf" : "-Inf", to, at);
    }
    return putText(Double.toString(value), to, at);
  }

  /** As the other one, for a count. */
  static int put(long value, byte[] to, int at) {
    if (value == Long.MIN_VALUE) {
      return putText(Long.toString(value), to, at);
    }
    int first = at;
    if (value < 0) {
      to[first++] = '-';
    }
    long rest = Math.abs(value);
    int end = first + digits(rest);
    for (int i = end - 1; i >= first; i--) {
      to[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    return end;
  }

  private static int putPlain(long whole, byte[] to, int at) {
    int next = put(whole, to, at);
    to[next] = '.';
    to[next + 1] = '0';
    return next + 2;
  }

  private static int digits(long value) {
    int digits = 1;
    for (long rest = value; rest >= 10; rest /= 10) {
      digits++;
    }
    return digits;
  }

  /** Such as 1.2345678E7. */
  private static int putExponent(long whole, byte[] to, int at) {
    int exponent = digits(Math.abs(whole)) - 1;
    long significant = whole;
    while (significant % 10 == 0) {
      significant /= 10;
    }
    // The digits from the second on move by one, and the point takes the place of the second.
    int first = whole < 0 ? at + 1 : at;
    int end = put(significant, to, at);
    int fraction = end - first - 1;
    System.arraycopy(to, first + 1, to, first + 2, fraction);
    to[first + 1] = '.';
    int next = end + 1;
    if (fraction == 0) {
      to[next++] = '0';
    }
    to[next++] = 'E';
    return put(exponent, to, next);
  }

  private static int putText(String text, byte[] to, int at) {
    byte[] bytes = text.getBytes(ISO_8859_1);
    System.arraycopy(bytes, 0, to, at, bytes.length);
    return at + bytes.length;
  }
}
