package dev.holdfast.database.examination;

import java.util.Locale;

/** Formats elapsed time for people. */
final class Elapsed {
  private Elapsed() {}

  /** {@code 1.5 ms}, since a reading of {@link System#nanoTime}. */
  static String since(long nanoTime) {
    return String.format(Locale.ROOT, "%.1f ms", (System.nanoTime() - nanoTime) / 1e6);
  }
}
