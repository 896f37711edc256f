package dev.holdfast.spi;

/**
 * A configuration value that is never shown.
 *
 * @param value the secret itself; hand it to nobody who prints
 */
public record Secret(String value) {
  private static final int SHOWN = 2;
  private static final int LONG_ENOUGH = 8;

  /**
   * Stars, with the last two characters when it has eight or more; so that a person sees which one
   * it is.
   */
  @Override
  public String toString() {
    return value.length() < LONG_ENOUGH ? "***" : "***" + value.substring(value.length() - SHOWN);
  }
}
