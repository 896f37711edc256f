package dev.holdfast.config.value;

/** A text that cannot be a value of the type that is wanted. */
public final class InvalidValue extends Exception {
  private static final long serialVersionUID = 1;
  private final String reason;
  private final String remedy;

  /**
   * Creates it; the value itself is added by whoever knows whether it may be shown.
   *
   * @param reason to be read after the key
   * @param remedy may be empty
   */
  InvalidValue(String reason, String remedy) {
    super(reason);
    this.reason = reason;
    this.remedy = remedy;
  }

  public String reason() {
    return reason;
  }

  public String remedy() {
    return remedy;
  }
}
