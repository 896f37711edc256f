package dev.holdfast.journal.log;

import java.io.IOException;

/** The next record is larger than what may be read now. Nothing is wrong with it. */
public final class LargeRecord extends IOException {
  private static final long serialVersionUID = 1;
  private final int bytes;

  LargeRecord(int bytes) {
    super("the next record takes " + bytes + " bytes");
    this.bytes = bytes;
  }

  /** What it takes on disk, its head included. */
  public int bytes() {
    return bytes;
  }
}
