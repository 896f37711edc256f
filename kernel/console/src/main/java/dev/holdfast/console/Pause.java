package dev.holdfast.console;

import java.time.Duration;

/** Waiting in the thread of a command. */
final class Pause {
  private Pause() {}

  /** Waits; false when somebody asks the thread to end. */
  static boolean of(Duration duration) {
    try {
      Thread.sleep(duration);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
