package dev.holdfast.console.command.health;

import java.util.Locale;

/**
 * A line in the list of diagnostic bundles.
 *
 * @param id its time and kind, ordered by time
 * @param complete false for one that is being written, or whose server ended meanwhile
 */
record BundleSummary(String id, String reason, boolean complete, long bytes) {

  /** For a person. */
  String line() {
    return String.format(
        Locale.ROOT,
        "%-44s %8s  %s%s",
        id,
        bytes / 1024 + " KiB",
        complete ? "" : "(incomplete) ",
        reason);
  }
}
