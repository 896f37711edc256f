package dev.holdfast.console.command.admin;

import dev.holdfast.console.client.Members;
import dev.holdfast.console.terminal.Failures;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What the server says of its alerts, for a person to read. */
record AlertsReport(Members answer) {
  static AlertsReport parse(String url, String text) {
    Members answer = Members.parse(url, text);
    if (!answer.has("incidents")) {
      throw Failures.unexpectedAnswer(url, "no incidents in it");
    }
    return new AlertsReport(answer);
  }

  boolean fires() {
    return answer.objects("incidents").stream()
        .anyMatch(each -> each.text("state").equals("FIRING"));
  }

  List<String> lines() {
    List<String> lines = new ArrayList<>();
    answer.objects("incidents").forEach(each -> lines.add(incident(each)));
    if (lines.isEmpty()) {
      lines.add("there are no incidents");
    }
    answer.objects("silences").forEach(each -> lines.add(silence(each)));
    List<Members> channels = answer.objects("channels");
    channels.forEach(each -> lines.add(channel(each)));
    if (channels.isEmpty()) {
      lines.add(
          "channels     none is configured; see holdfast.slack, holdfast.email, holdfast.webhook");
    }
    long waiting = answer.whole("waiting");
    if (waiting > 0) {
      lines.add("outbox       " + waiting + " messages wait");
    }
    return lines;
  }

  static String incident(Members each) {
    String line =
        String.format(
            Locale.ROOT,
            "%-12s %-8s %-8s since %s  %s: %s",
            each.text("incident"),
            each.text("state").toLowerCase(Locale.ROOT),
            each.text("severity").toLowerCase(Locale.ROOT),
            each.second("since"),
            each.text("key"),
            each.text("title"));
    String root = each.text("followsFrom");
    String by = each.text("acknowledgedBy");
    return line
        + (root.isEmpty() ? "" : " (follows from " + root + ")")
        + (each.isTrue("flapping") ? " (flapping)" : "")
        + (by.isEmpty() ? "" : " (acknowledged by " + by + ")");
  }

  static String silence(Members each) {
    return String.format(
        Locale.ROOT,
        "silence      %s  %s from %s until %s, %s: %s",
        each.text("id"),
        each.text("matcher"),
        each.second("from"),
        each.second("until"),
        each.text("author"),
        each.text("reason"));
  }

  private static String channel(Members each) {
    String problem = each.text("problem");
    String last = each.second("lastDelivered");
    String state =
        !each.isTrue("here")
            ? "away"
            : !problem.isEmpty()
                ? (each.isTrue("dead") ? "accepts nothing: " : "fails: ") + problem
                : last.isEmpty() ? "not used yet" : "well, delivered a message at " + last;
    return String.format(Locale.ROOT, "channel      %-8s %s", each.text("name"), state);
  }

  /** A line for each attempt. */
  static List<String> deliveries(Members answer) {
    return answer.objects("deliveries").stream()
        .map(each ->
            String.format(
                    Locale.ROOT,
                    "%s  %-8s %-10s %-11s %-8s %s %s",
                    each.second("time"),
                    each.text("channel"),
                    each.text("outcome"),
                    each.text("incident"),
                    each.text("status").toLowerCase(Locale.ROOT),
                    each.text("title"),
                    each.text("why"))
                .stripTrailing())
        .toList();
  }

  /** A line for each rule. */
  static List<String> rules(Members answer) {
    return answer.objects("rules").stream()
        .map(each -> {
          String within = each.text("within");
          return String.format(
              Locale.ROOT,
              "%-20s %-8s more than %s%s, for %s: %s",
              each.text("name"),
              each.text("severity").toLowerCase(Locale.ROOT),
              each.text("threshold"),
              within.isEmpty() ? "" : " within " + within,
              each.text("after"),
              each.text("title"));
        })
        .toList();
  }
}
