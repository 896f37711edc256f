package dev.holdfast.simulator.disk;

/** The process ends in the middle of a call. An error, so that nobody handles it. */
public final class Crash extends Error {
  private static final long serialVersionUID = 1;

  private final Kind kind;

  public Crash(Kind kind) {
    super(kind.name(), null, false, false);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }

  /** What ends the process. */
  public enum Kind {
    /** The page cache stays. */
    KILL,
    /** Of what was not forced, any part is lost. */
    POWER_CUT,
    /** All that was not forced is lost. */
    POWER_CUT_THAT_LOSES_ALL
  }
}
