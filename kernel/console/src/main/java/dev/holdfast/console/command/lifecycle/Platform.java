package dev.holdfast.console.command.lifecycle;

import dev.holdfast.console.terminal.ProcessFailures;
import java.io.File;

/** What the commands around the process need of the operating system. */
final class Platform {
  private Platform() {}

  /** Signals, and processes that outlive the terminal. */
  static void requireUnix(String command) {
    if (File.separatorChar != '/') {
      throw ProcessFailures.notHere(command);
    }
  }
}
