package dev.holdfast.server.plugin.loading;

import java.util.Arrays;
import java.util.stream.Collectors;

/** Where a thread stands, written as in a stack trace. */
public final class Stack {
  /** Deeper than this nobody reads; a recursion that never ends has thousands. */
  private static final int DEEPEST = 60;

  private Stack() {}

  /** One line a frame, at most 60; empty for a thread that has ended. */
  public static String of(Thread thread) {
    return Arrays.stream(thread.getStackTrace())
        .limit(DEEPEST)
        .map(frame -> "    at " + frame)
        .collect(Collectors.joining("\n"));
  }
}
