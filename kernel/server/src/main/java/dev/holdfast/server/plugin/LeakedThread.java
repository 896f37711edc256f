package dev.holdfast.server.plugin;

import java.time.Instant;

/**
 * A thread that does not end although its plugin has: it cannot be stopped by force, so it is
 * named, counted and no longer waited for.
 *
 * @param what it was doing for the plugin, such as {@code stop} or {@code worker loop}
 */
public record LeakedThread(String what, Thread thread, Instant since) {

  public boolean isAlive() {
    return thread.isAlive();
  }

  /** One line: what, thread and where it stands. */
  public String line() {
    StackTraceElement[] stack = thread.getStackTrace();
    String location = stack.length == 0 ? "" : " at " + stack[0];
    return what + " since " + since + ": thread " + thread.getName() + location;
  }
}
