package dev.holdfast.journal.simulation;

/** The process ends in the middle of a call of the disk. An error, so that nobody handles it. */
final class Crash extends Error {
  private static final long serialVersionUID = 1;

  Crash(Kind kind) {
    super(kind.name(), null, false, false);
  }

  /** What ends the process. */
  enum Kind {
    /** The page cache stays. */
    KILL,
    /** Of what was not forced, any part is lost. */
    POWER_CUT,
    /** All that was not forced is lost. */
    POWER_CUT_THAT_LOSES_ALL
  }
}
