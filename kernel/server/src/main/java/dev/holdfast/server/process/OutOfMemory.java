package dev.holdfast.server.process;

import java.util.Optional;

/**
 * The error that nobody may catch and go on. At a boundary to foreign code everything that is
 * thrown is caught, so that a plugin costs only itself; this one is handed on from there to whoever
 * hears of errors that nobody has caught, and ends the process. The JVM's own option does not see
 * it when Java code has thrown it.
 */
public final class OutOfMemory {
  /** Deeper than any wrapping that we have met; a chain of causes may be a circle. */
  private static final int DEEPEST = 20;

  private OutOfMemory() {}

  /** The error, when it is this failure or has led to it. */
  static Optional<OutOfMemoryError> in(Throwable failure) {
    if (failure instanceof OutOfMemoryError error) {
      return Optional.of(error);
    }
    try {
      return inCauses(failure);
    } catch (RuntimeException | LinkageError | StackOverflowError e) {
      // An exception of a plugin that cannot even be asked for its cause.
      return Optional.empty();
    }
  }

  private static Optional<OutOfMemoryError> inCauses(Throwable failure) {
    Throwable cause = failure;
    for (int depth = 0; cause != null && depth < DEEPEST; depth++) {
      if (cause instanceof OutOfMemoryError error) {
        return Optional.of(error);
      }
      cause = cause.getCause();
    }
    return Optional.empty();
  }

  /** Hands the failure on when it is this one; in a server that is the end of the process. */
  public static void handOn(Throwable failure) {
    var handler = Thread.getDefaultUncaughtExceptionHandler();
    if (handler != null && in(failure).isPresent()) {
      handler.uncaughtException(Thread.currentThread(), failure);
    }
  }
}
