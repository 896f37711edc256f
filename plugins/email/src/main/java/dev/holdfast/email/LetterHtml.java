package dev.holdfast.email;

import dev.holdfast.spi.Alert.Severity;
import dev.holdfast.spi.alert.Evidence;
import dev.holdfast.spi.alert.Notification;
import dev.holdfast.spi.alert.Notification.Status;
import java.util.List;
import java.util.Locale;

/**
 * The part for programs that show HTML: no image, no script, no sheet of styles, as most of them
 * take these away; and it says in words what it says in colour.
 */
final class LetterHtml {
  private static final String FONT = "font-family:-apple-system,Segoe UI,Roboto,Arial,sans-serif;";
  private static final String MONO =
      "font-family:ui-monospace,Menlo,Consolas,monospace;font-size:13px;background:#f2f4f7;"
          + "color:#1b1f24;padding:8px 10px;border-radius:4px;overflow-wrap:anywhere;";
  private static final String HEAD = "font-weight:600;margin:16px 0 4px;color:#3c4450;";

  private LetterHtml() {}

  static String of(Notification notification) {
    Evidence evidence = notification.evidence();
    boolean over = notification.status() == Status.RESOLVED;
    StringBuilder html = new StringBuilder();
    html.append("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>")
        .append(escaped(Letter.subject(notification)))
        .append("</title></head>\n<body style=\"margin:0;padding:16px;background:#ffffff;")
        .append("color:#1b1f24;font-size:15px;line-height:1.45;")
        .append(FONT)
        .append("\">\n<div style=\"max-width:640px;border-top:6px solid ")
        .append(colour(notification))
        .append(";padding:12px 4px\">\n");
    html.append("<div style=\"font-size:13px;font-weight:600;color:")
        .append(colour(notification))
        .append("\">")
        .append(escaped(heading(notification)))
        .append("</div>\n<h1 style=\"font-size:19px;margin:4px 0 12px;overflow-wrap:anywhere\">")
        .append(escaped(LetterText.title(notification)))
        .append("</h1>\n");
    list(html, "", evidence.figures());
    if (!over && evidence.causes().size() > 1) {
      list(html, "Why", evidence.causes());
    }
    String code = evidence.code().isEmpty() ? "" : evidence.code() + " ";
    mono(html, "Last error", evidence.lastError().isEmpty() ? "" : code + evidence.lastError());
    mono(html, "", evidence.sparkline());
    list(html, "Done already", evidence.actions());
    if (!over) {
      paragraph(html, "To do", evidence.runbook());
      mono(html, evidence.runbook().isEmpty() ? "To do" : "", evidence.command());
    }
    list(html, LetterText.headOfMuted(notification), evidence.muted());
    footer(html, notification);
    return html.append("</div></body></html>\n").toString();
  }

  private static String heading(Notification notification) {
    String severity = notification.severity().name().toLowerCase(Locale.ROOT);
    return notification.status() + " " + severity + " on " + notification.server();
  }

  /** Each is readable on white: a contrast of at least 4.5. */
  private static String colour(Notification notification) {
    return switch (notification.status()) {
      case RESOLVED -> "#1a7f37";
      case NOTICE -> "#0b5fad";
      case FIRING, DIGEST -> notification.severity() == Severity.CRITICAL ? "#b42318" : "#8a5a00";
    };
  }

  private static void head(StringBuilder html, String head) {
    if (!head.isEmpty()) {
      html.append("<div style=\"").append(HEAD).append("\">").append(head).append("</div>\n");
    }
  }

  private static void list(StringBuilder html, String head, List<String> lines) {
    if (lines.isEmpty()) {
      return;
    }
    head(html, head);
    html.append("<ul style=\"margin:0;padding-left:20px;overflow-wrap:anywhere\">\n");
    lines.forEach(line -> html.append("<li>").append(escaped(line)).append("</li>\n"));
    html.append("</ul>\n");
  }

  private static void mono(StringBuilder html, String head, String text) {
    if (!text.isBlank()) {
      head(html, head);
      html.append("<div style=\"margin:8px 0;")
          .append(MONO)
          .append("\">")
          .append(escaped(text))
          .append("</div>\n");
    }
  }

  private static void paragraph(StringBuilder html, String head, String text) {
    if (!text.isBlank()) {
      head(html, head);
      html.append("<div style=\"overflow-wrap:anywhere\">")
          .append(escaped(text))
          .append("</div>\n");
    }
  }

  private static void footer(StringBuilder html, Notification notification) {
    html.append("<div style=\"margin-top:20px;font-size:13px;color:#57606a\">Incident ")
        .append(escaped(notification.incident()))
        .append(", since ")
        .append(notification.since());
    notification
        .evidence()
        .link()
        .filter(link -> link.startsWith("http://") || link.startsWith("https://"))
        .ifPresent(link ->
            html.append(", <a style=\"color:#0b5fad\" href=\"")
                .append(escaped(link))
                .append("\">health</a>"));
    html.append("</div>\n");
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }
}
