package dev.holdfast.slack;

import dev.holdfast.spi.Alert.Severity;
import dev.holdfast.spi.alert.Evidence;
import dev.holdfast.spi.alert.Notification;
import dev.holdfast.spi.alert.Notification.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A message in Slack's terms. Slack refuses a section of more than 3,000 characters, more than 50
 * blocks, and about 13,200 characters in all; this stays well below each.
 *
 * @param text what a notification on a telephone shows
 * @param sections in Slack's mark-up
 * @param footer small print
 */
record SlackMessage(String text, List<String> sections, String footer) {
  private static final int LONGEST_SECTION = 1500;
  private static final int LONGEST_LINE = 700;

  static SlackMessage of(Notification notification) {
    Evidence evidence = notification.evidence();
    List<String> sections = new ArrayList<>();
    sections.add(mark(notification) + " *" + heading(notification) + "*\n" + title(notification));
    add(sections, "", SlackText.lines("• ", evidence.figures(), LONGEST_SECTION));
    boolean over = notification.status() == Status.RESOLVED;
    if (evidence.causes().size() > 1 && !over) {
      add(sections, "*Why*\n", SlackText.lines("→ ", evidence.causes(), LONGEST_SECTION));
    }
    add(sections, "*Last error*\n", error(evidence));
    add(sections, "", SlackText.code(evidence.sparkline(), LONGEST_LINE));
    add(sections, "*Done already*\n", SlackText.lines("• ", evidence.actions(), LONGEST_SECTION));
    add(sections, "*To do*\n", over ? "" : toDo(evidence));
    String muted =
        notification.status() == Status.DIGEST ? "*Messages*\n" : "*Follows from it, not told*\n";
    add(sections, muted, SlackText.lines("• ", evidence.muted(), LONGEST_SECTION));
    return new SlackMessage(
        SlackText.cut(heading(notification) + ": " + title(notification), LONGEST_LINE),
        List.copyOf(sections),
        footer(notification));
  }

  /** The first message of an incident, once it is over: what it was, and that it is over. */
  static SlackMessage ended(Notification resolved) {
    String struck = "~" + title(resolved).replace('~', '-') + "~";
    return new SlackMessage(
        SlackText.cut(heading(resolved) + ": " + title(resolved), LONGEST_LINE),
        List.of(
            mark(resolved) + " *" + heading(resolved) + "*\n" + struck,
            SlackText.lines("• ", resolved.evidence().figures(), LONGEST_SECTION)),
        footer(resolved));
  }

  private static void add(List<String> sections, String head, String text) {
    if (!text.isBlank()) {
      sections.add(head + text);
    }
  }

  private static String mark(Notification notification) {
    return switch (notification.status()) {
      case RESOLVED -> ":white_check_mark:";
      case NOTICE -> ":information_source:";
      case FIRING, DIGEST ->
          notification.severity() == Severity.CRITICAL ? ":red_circle:" : ":large_yellow_circle:";
    };
  }

  private static String heading(Notification notification) {
    String status = notification.status().name();
    String severity = notification.severity().name().toLowerCase(Locale.ROOT);
    return status + " " + severity + " on " + SlackText.escaped(notification.server());
  }

  private static String title(Notification notification) {
    return SlackText.cut(SlackText.escaped(notification.title()), LONGEST_LINE);
  }

  private static String error(Evidence evidence) {
    String error = SlackText.code(evidence.lastError(), LONGEST_LINE);
    return evidence.code().isEmpty() || error.isEmpty()
        ? error
        : SlackText.escaped(evidence.code()) + " " + error;
  }

  private static String toDo(Evidence evidence) {
    String runbook = SlackText.cut(SlackText.escaped(evidence.runbook()), LONGEST_LINE);
    String command = SlackText.code(evidence.command(), LONGEST_LINE);
    return runbook.isBlank() || command.isBlank() ? runbook + command : runbook + "\n" + command;
  }

  private static String footer(Notification notification) {
    String link =
        notification
            .evidence()
            .link()
            .map(url -> " | <" + SlackText.escaped(url).replace("|", "%7C") + "|health>")
            .orElse("");
    return SlackText.cut("incident " + notification.incident(), 100)
        + " | since "
        + notification.since().toString()
        + link;
  }
}
