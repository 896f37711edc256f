package dev.holdfast.simulator;

/**
 * A guarantee was broken: what was found contradicts what was promised. An error, so that no part
 * handles it as a failure of its own.
 */
public final class BrokenPromise extends Error {
  private static final long serialVersionUID = 1;

  private final Guarantee promised;

  /**
   * Creates it.
   *
   * @param found instead of what was promised
   */
  public BrokenPromise(Guarantee promised, String found) {
    super(found);
    this.promised = promised;
  }

  /** Creates it around an exception that should not have come. */
  public BrokenPromise(Guarantee promised, String found, Throwable cause) {
    super(found, cause);
    this.promised = promised;
  }

  public Guarantee promised() {
    return promised;
  }

  /** What was found. */
  public String found() {
    return String.valueOf(getMessage());
  }
}
