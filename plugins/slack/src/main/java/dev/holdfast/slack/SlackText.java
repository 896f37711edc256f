package dev.holdfast.slack;

import java.util.List;

/** Text as Slack takes it: three characters are escaped, and nothing is too long. */
final class SlackText {
  private SlackText() {}

  /** Without any meaning to Slack: no mention, no link. */
  static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  /** Shown as it is, in one line of at most so many characters; a back tick would end it. */
  static String code(String text, int most) {
    String line = escaped(text.replace('`', '\'').replace('\n', ' '));
    return text.isBlank() ? "" : "`" + cut(line, most) + "`";
  }

  /** One line each, as many as fit, and how many did not. */
  static String lines(String mark, List<String> lines, int most) {
    StringBuilder text = new StringBuilder();
    int left = lines.size();
    for (String line : lines) {
      String next = mark + cut(escaped(line), 400);
      String rest = "\nand " + left + " more";
      if (text.length() + next.length() + 1 + rest.length() > most) {
        return text.isEmpty() ? cut(next, most) : text + rest;
      }
      text.append(text.isEmpty() ? "" : "\n").append(next);
      left--;
    }
    return text.toString();
  }

  /** At most so many characters of an escaped text, never half of an escape or of a pair. */
  static String cut(String escaped, int most) {
    if (escaped.length() <= most) {
      return escaped;
    }
    int end = most - 1;
    int escape = escaped.lastIndexOf('&', end - 1);
    if (escape >= 0 && escaped.indexOf(';', escape) >= end) {
      end = escape;
    }
    if (end > 0 && Character.isHighSurrogate(escaped.charAt(end - 1))) {
      end--;
    }
    return escaped.substring(0, end) + "…";
  }
}
