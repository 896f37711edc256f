package dev.holdfast.console.command.events;

import dev.holdfast.console.client.Members;
import dev.holdfast.console.client.StoredEvents.Stored;
import java.util.Locale;

/**
 * An event in one line for a person: time, source, type, id, data.
 *
 * @param width of the screen, at which a line is cut; 0 for none
 */
record EventColumns(int width) {
  private static final String LONG_FRACTION = "(\\.\\d{3})\\d+";

  String line(Stored event) {
    String line =
        String.format(
            Locale.ROOT,
            "%-24s  %-20s  %-16s  %-10s  %s",
            time(event.text("time")),
            event.text("source"),
            event.text("type"),
            event.text("id"),
            event.data());
    String shown = Members.printable(line).stripTrailing();
    return width == 0 || shown.length() <= width ? shown : shown.substring(0, width - 1) + "…";
  }

  /** To the millisecond, which is all that a person can compare. */
  private static String time(String time) {
    return time.isEmpty() ? "-" : time.replaceFirst(LONG_FRACTION, "$1");
  }
}
