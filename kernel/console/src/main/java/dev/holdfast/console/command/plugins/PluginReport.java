package dev.holdfast.console.command.plugins;

import dev.holdfast.console.client.Members;
import dev.holdfast.console.terminal.Failures;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What the server says of one plugin, for a person to read. */
record PluginReport(Members answer) {
  static PluginReport parse(String url, String text) {
    PluginReport report = new PluginReport(Members.parse(url, text));
    if (report.state().isEmpty()) {
      throw Failures.unexpectedAnswer(url, "no state in it");
    }
    return report;
  }

  String name() {
    return answer.text("name");
  }

  String state() {
    return answer.text("state");
  }

  boolean runs() {
    return state().equals("Running");
  }

  /** All in one line. */
  String line() {
    String cause = answer.text("cause");
    String line =
        String.format(
            Locale.ROOT,
            "%-16s %-11s since %s, %d restarts",
            name(),
            state(),
            answer.second("since"),
            answer.whole("restarts"));
    return cause.isEmpty() ? line : line + ": " + cause;
  }

  /** One fact a line. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    add(lines, "state", state() + " since " + answer.second("since"));
    add(lines, "cause", answer.text("cause"));
    add(lines, "restarts", String.valueOf(answer.whole("restarts")));
    add(lines, "required", answer.isTrue("required") ? "yes" : "no");
    add(lines, "from", answer.text("origin"));
    answer.texts("requires").forEach(service -> add(lines, "uses", service));
    answer.texts("offers").forEach(service -> add(lines, "offers", service));
    for (Members worker : answer.objects("workers")) {
      String tick = ", last tick " + worker.whole("lastTickMs") + " ms ago";
      add(lines, "worker", worker.text("name") + tick);
    }
    answer.texts("leftBehind").forEach(thread -> add(lines, "left behind", thread));
    answer.texts("stack").forEach(frame -> add(lines, "stalled", frame));
    return lines;
  }

  private static void add(List<String> lines, String what, String fact) {
    if (!fact.isEmpty()) {
      lines.add(String.format(Locale.ROOT, "%-12s %s", what, fact));
    }
  }
}
