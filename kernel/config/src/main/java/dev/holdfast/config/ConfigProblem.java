package dev.holdfast.config;

import java.util.List;

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

  /** What a person is told of a configuration that can be used: its warnings, and that it can. */
  public static String printed(List<ConfigProblem> warnings) {
    if (warnings.isEmpty()) {
      return "The configuration is valid.";
    }
    StringBuilder text = new StringBuilder("The configuration is valid, but odd:");
    warnings.forEach(warning -> warning.print(text));
    return text.toString();
  }

  /** Two lines at most: what is wrong, and what to do. */
  void print(StringBuilder text) {
    text.append("\n  ").append(this);
    if (!remedy.isEmpty()) {
      text.append("\n      ").append(remedy);
    }
  }

  /** One line: {@code holdfast.conf:12: holdfast.web.port must be ...}. */
  @Override
  public String toString() {
    return origin + ": " + (path.isEmpty() ? "" : path + " ") + message;
  }
}
