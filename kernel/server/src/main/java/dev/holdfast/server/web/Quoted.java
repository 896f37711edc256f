package dev.holdfast.server.web;

import java.util.Locale;

/** A text from outside as one word of a log line: nothing in it can end the word, or the line. */
final class Quoted {
  private Quoted() {}

  /**
   * Quotes a text.
   *
   * @param longest characters; what is beyond is replaced by three dots
   */
  static String of(String text, int longest) {
    StringBuilder word = new StringBuilder(text.length() + 2).append('"');
    int end = Math.min(text.length(), longest);
    for (int i = 0; i < end; i++) {
      append(word, text.charAt(i));
    }
    return word.append(end < text.length() ? "...\"" : "\"").toString();
  }

  private static void append(StringBuilder word, char c) {
    if (c == '"' || c == '\\') {
      word.append('\\').append(c);
    } else if (isInvisible(c)) {
      word.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
    } else {
      word.append(c);
    }
  }

  /** Also what turns the direction of writing, and halves of characters. */
  private static boolean isInvisible(char c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.UNASSIGNED ->
          true;
      default -> false;
    };
  }
}
