package dev.holdfast.memorywatchdog;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What was found out about the heap at one moment, while whoever fills it was still at it.
 *
 * @param takenAt by the ticker, in nanoseconds
 * @param recording what the flight recorder had; empty when nothing is recorded
 * @param failures what could not be found out, and why
 */
record Evidence(
    long takenAt,
    Holders holders,
    ClassHistogram classes,
    Optional<Path> recording,
    List<String> failures) {

  /** Bytes that were in use then; 0 when that is not known. */
  long live() {
    return classes.total();
  }

  Optional<String> suspect() {
    return holders.suspect().map(Tally.Line::plugin);
  }
}
