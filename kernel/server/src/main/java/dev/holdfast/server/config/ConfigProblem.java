package dev.holdfast.server.config;

/**
 * One mistake in the configuration.
 *
 * @param path the whole key, such as {@code holdfast.journal.segment-size}; may be empty when the
 *     mistake belongs to no key
 * @param message what is wrong with it, to be read after the path; secrets are masked
 * @param origin where it was written
 * @param remedy what to do; may be empty
 */
public record ConfigProblem(String path, String message, Origin origin, String remedy) {

  /** One line: {@code holdfast.conf:12: holdfast.web.port must be ...}. */
  @Override
  public String toString() {
    return origin + ": " + (path.isEmpty() ? "" : path + " ") + message;
  }
}
