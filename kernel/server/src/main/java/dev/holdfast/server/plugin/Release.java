package dev.holdfast.server.plugin;

import java.util.List;

/**
 * What came of taking everything back.
 *
 * @param failures of what could not be closed, each with the name of it in front
 * @param leftBehind threads that do not end
 * @param leaked names of threads that the plugin made and did not end; it is over with them now
 */
public record Release(List<Failure> failures, List<LeakedThread> leftBehind, List<String> leaked) {

  /** One thing that did not close as it should. */
  public record Failure(String what, Throwable cause) {}
}
