package dev.holdfast.ingest.envelope;

import dev.holdfast.ingest.config.IngestProblems;
import dev.holdfast.spi.ProblemException;
import java.util.ArrayList;
import java.util.List;

/**
 * A place in a JSON value (RFC 6901).
 *
 * @param segments unescaped; empty for no place at all
 */
record JsonPointer(List<String> segments) {

  /**
   * Reads a pointer; the empty text, which would be the whole value, means none here.
   *
   * @throws ProblemException it is not one
   */
  static JsonPointer parse(String text) {
    if (text.isEmpty()) {
      return new JsonPointer(List.of());
    }
    if (text.charAt(0) != '/') {
      throw broken(text, "it does not begin with /");
    }
    List<String> segments = new ArrayList<>();
    for (String segment : text.substring(1).split("/", -1)) {
      for (int tilde = segment.indexOf('~'); tilde >= 0; tilde = segment.indexOf('~', tilde + 1)) {
        if (tilde + 1 == segment.length() || "01".indexOf(segment.charAt(tilde + 1)) < 0) {
          throw broken(text, "~ stands for nothing without 0 or 1 behind it");
        }
      }
      segments.add(segment.replace("~1", "/").replace("~0", "~"));
    }
    return new JsonPointer(List.copyOf(segments));
  }

  private static ProblemException broken(String text, String why) {
    return new ProblemException(IngestProblems.CONFIG.because(text + ": " + why));
  }

  boolean isNone() {
    return segments.isEmpty();
  }

  /** Whether it names the member of that name at the top level. */
  boolean isMember(String name) {
    return segments.size() == 1 && segments.getFirst().equals(name);
  }

  boolean continuesWith(int depth, String step) {
    return depth < segments.size() && segments.get(depth).equals(step);
  }
}
