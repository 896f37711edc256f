package dev.holdfast.console.command.health;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Shows findings to a person: a heading for each plugin, a line for each finding, and below it the
 * cause and the remedy. One is shown as soon as it comes; so it must know which came before.
 */
final class DoctorLines {
  private static final String INDENT = " ".repeat(8);
  private static final int LONG = 100;
  private static final Pattern SENTENCE_END = Pattern.compile("(?<=[.;]) (?=\\w)");

  private String heading = "";
  private String subject = "";

  List<String> of(DoctorFinding finding) {
    List<String> lines = new ArrayList<>();
    if (!finding.plugin().equals(heading)) {
      if (!heading.isEmpty()) {
        lines.add("");
      }
      heading = finding.plugin();
      subject = "";
      lines.add(safe(heading));
    }
    boolean repeated = finding.subject().equals(subject);
    subject = finding.subject();
    String code = finding.code().isEmpty() ? "" : finding.code() + " ";
    lines.add(
        String.format(
                Locale.ROOT,
                "  %-4s  %-15s %s",
                finding.verdict().word(),
                repeated ? "" : safe(subject),
                code + safe(finding.text()))
            .stripTrailing());
    add(lines, "cause:  ", finding.why());
    add(lines, "remedy: ", finding.remedy());
    return lines;
  }

  /** What stands between the findings and the verdict. */
  List<String> end() {
    return heading.isEmpty() ? List.of() : List.of("");
  }

  private static void add(List<String> lines, String label, String text) {
    String before = INDENT + label;
    for (String line : text.lines().flatMap(DoctorLines::sentences).toList()) {
      lines.add(before + safe(line));
      before = " ".repeat(INDENT.length() + label.length());
    }
  }

  /** A long remedy names several ways out: each begins a line, and none is broken in the middle. */
  private static Stream<String> sentences(String line) {
    return line.length() <= LONG ? Stream.of(line) : Stream.of(SENTENCE_END.split(line));
  }

  /** Names of tables and words of a driver are foreign: they must not move the cursor. */
  private static String safe(String text) {
    return text.replaceAll("\\p{Cntrl}+", " ");
  }
}
