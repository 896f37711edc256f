package dev.holdfast.spi;

/**
 * A number of bytes in a configuration: {@code 64 MiB}, {@code 10 kB}, {@code 4096}.
 *
 * @param bytes not negative
 */
public record Size(long bytes) implements Comparable<Size> {
  private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};

  public Size {
    if (bytes < 0) {
      throw new IllegalArgumentException("a size cannot be negative: " + bytes);
    }
  }

  /** So many times 1024 x 1024 bytes. */
  public static Size ofMebibytes(long mebibytes) {
    return new Size(Math.multiplyExact(mebibytes, 1L << 20));
  }

  /** The bytes as an array index. */
  public int toInt() {
    return Math.toIntExact(bytes);
  }

  @Override
  public int compareTo(Size other) {
    return Long.compare(bytes, other.bytes);
  }

  /** In the largest unit that leaves a whole number, or with one decimal. */
  @Override
  public String toString() {
    int unit = 0;
    long whole = bytes;
    while (unit < UNITS.length - 1 && whole >= 1024 && whole % 1024 == 0) {
      whole /= 1024;
      unit++;
    }
    if (whole < 10_240) {
      return whole + " " + UNITS[unit];
    }
    double scaled = whole;
    while (unit < UNITS.length - 1 && scaled >= 1024) {
      scaled /= 1024;
      unit++;
    }
    // Not by a format, which a flood of refusals would pay for.
    long tenths = Math.round(scaled * 10);
    return tenths / 10 + "." + tenths % 10 + " " + UNITS[unit];
  }
}
