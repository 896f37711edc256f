package dev.holdfast.server.examination;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;

/** A report that can be read back, line by line. */
final class Lines {
  private final StringWriter text = new StringWriter();
  final Report report = new Report(new PrintWriter(text));

  List<String> all() {
    return text.toString().lines().toList();
  }

  /** The only line about a subject. */
  String about(String subject) {
    List<String> found =
        all().stream().filter(line -> line.contains("\"subject\":\"" + subject + "\"")).toList();
    if (found.size() != 1) {
      throw new AssertionError("one line about " + subject + " was expected, not " + all());
    }
    return found.getFirst();
  }
}
