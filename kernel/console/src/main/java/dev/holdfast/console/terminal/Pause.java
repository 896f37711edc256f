package dev.holdfast.console.terminal;

import java.time.Duration;

/** Waiting in the thread of a command. */
public final class Pause {
  private Pause() {}

  /** Waits; false when somebody asks the thread to end. */
  public static boolean of(Duration duration) {
    try {
      Thread.sleep(duration);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
