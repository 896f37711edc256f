package dev.holdfast.database.driver;

import java.util.Locale;

/**
 * The state of one host of the address when it was last asked.
 *
 * @param reason in the driver's words; empty when there is nothing to explain
 */
public record HostState(String host, Access access, String reason) {
  /** What can be done there. */
  public enum Access {
    UNKNOWN,
    WRITABLE,
    READ_ONLY,
    UNREACHABLE;

    public String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }
}
