package dev.holdfast.server.config;

/**
 * One mistake.
 *
 * @param path of the key, such as {@code holdfast.journal.segment-size}; empty for a syntax error
 * @param message what is wrong with it
 * @param origin where it stands: {@code holdfast.conf:12}
 * @param remedy what to do; may be empty
 */
public record ConfigProblem(String path, String message, String origin, String remedy) {

  /** One line: where, what, and what to do. */
  public String sentence() {
    StringBuilder line = new StringBuilder(origin).append(": ");
    if (!path.isEmpty()) {
      line.append(path).append(": ");
    }
    line.append(message);
    return remedy.isEmpty() ? line.toString() : line.append(". ").append(remedy).toString();
  }
}
