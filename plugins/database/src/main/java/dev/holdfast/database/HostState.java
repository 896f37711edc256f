package dev.holdfast.database;

import java.util.Locale;

/**
 * One host of the address, as it was when it was last asked.
 *
 * @param reason in the driver's words; empty when there is nothing to explain
 */
record HostState(String host, Access access, String reason) {
  /** What can be done there. */
  enum Access {
    UNKNOWN,
    WRITABLE,
    READ_ONLY,
    UNREACHABLE;

    String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }
}
