package dev.holdfast.email;

import dev.holdfast.spi.alert.Evidence;
import dev.holdfast.spi.alert.Notification;
import dev.holdfast.spi.alert.Notification.Status;
import java.util.List;
import java.util.Locale;

/** The plain part: what a telephone shows first, and all that some people read. */
final class LetterText {
  private LetterText() {}

  static String of(Notification notification) {
    Evidence evidence = notification.evidence();
    boolean over = notification.status() == Status.RESOLVED;
    StringBuilder text = new StringBuilder();
    text.append(notification.status())
        .append(' ')
        .append(notification.severity().name().toLowerCase(Locale.ROOT))
        .append(" on ")
        .append(notification.server())
        .append("\n\n")
        .append(title(notification))
        .append("\n\n");
    add(text, "", "- ", evidence.figures());
    if (!over) {
      add(text, "Why", "-> ", evidence.causes());
    }
    String code = evidence.code().isEmpty() ? "" : evidence.code() + " ";
    add(
        text,
        "Last error",
        "",
        one(evidence.lastError().isEmpty() ? "" : code + evidence.lastError()));
    add(text, "", "", one(evidence.sparkline()));
    add(text, "Done already", "- ", evidence.actions());
    if (!over) {
      add(text, "To do", "", one(evidence.runbook()));
      add(text, "", "  ", one(evidence.command()));
    }
    add(text, headOfMuted(notification), "- ", evidence.muted());
    text.append("Incident ")
        .append(notification.incident())
        .append(", since ")
        .append(notification.since())
        .append('\n');
    evidence.link().ifPresent(link -> text.append(link).append('\n'));
    return text.toString();
  }

  /** What was said when it began reads as if it were still so. */
  static String title(Notification notification) {
    boolean over = notification.status() == Status.RESOLVED;
    return over ? "It is over: " + notification.title() : notification.title();
  }

  static String headOfMuted(Notification notification) {
    return switch (notification.status()) {
      case DIGEST -> "Messages";
      case RESOLVED -> "Followed from it, not told";
      case FIRING, NOTICE -> "Follows from it, not told";
    };
  }

  private static List<String> one(String line) {
    return line.isBlank() ? List.of() : List.of(line);
  }

  private static void add(StringBuilder text, String head, String mark, List<String> lines) {
    if (lines.isEmpty()) {
      return;
    }
    if (!head.isEmpty()) {
      text.append(head).append(":\n");
    }
    lines.forEach(line -> text.append(mark).append(line).append('\n'));
    text.append('\n');
  }
}
