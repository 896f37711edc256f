package dev.holdfast.server.edge;

/** The paths that monitors ask, and that are answered whatever else goes on. */
public final class ProbePaths {
  private ProbePaths() {}

  /** Whether the path is one of them, and not one that only begins so. */
  public static boolean include(String path) {
    return path.equals("/metrics")
        || path.equals("/health")
        || (path.startsWith("/health/") && !path.contains(".."));
  }
}
