package dev.holdfast.console.command.admin;

import dev.holdfast.console.client.Members;
import java.util.List;
import java.util.Locale;

/** What the server says of one dead letter, for a person to read. */
final class DeadLetterReport {
  private DeadLetterReport() {}

  static List<String> lines(Members letter) {
    Members event = letter.object("event");
    String first =
        String.format(
            Locale.ROOT,
            "%-6d %s  %-12s %s %s %s, %,d bytes",
            letter.whole("number"),
            letter.second("time"),
            letter.text("reader"),
            event.text("source"),
            event.text("id"),
            event.text("type"),
            letter.whole("bytes"));
    String why = letter.text("why");
    return List.of(
        first,
        "       "
            + letter.text("code")
            + " "
            + letter.text("what")
            + (why.isEmpty() ? "" : ": " + why));
  }
}
