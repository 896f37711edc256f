package dev.holdfast.console.command.admin;

import dev.holdfast.console.client.Members;
import dev.holdfast.console.terminal.ExitCode;
import dev.holdfast.console.terminal.Failures;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What the server says of its database, for a person to read. */
record DatabaseReport(Members answer) {
  static DatabaseReport parse(String url, String text) {
    DatabaseReport report = new DatabaseReport(Members.parse(url, text));
    if (report.state().isEmpty()) {
      throw Failures.unexpectedAnswer(url, "no state in it");
    }
    return report;
  }

  String state() {
    return answer.text("state");
  }

  /** As of {@code health}: up, working on it, down. */
  int exitCode() {
    return switch (state()) {
      case "connected" -> ExitCode.HEALTH_UP;
      case "connecting", "suspect", "recovering" -> ExitCode.HEALTH_DEGRADED;
      // Also a state that this version does not know.
      default -> ExitCode.HEALTH_DOWN;
    };
  }

  /** The table, one fact a line. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(line("state", words(state(), since())));
    add(lines, "problem", problem());
    add(lines, "to do", answer.text("hint"));
    add(lines, "next try", nextTry());
    add(lines, "database", location());
    add(lines, "latency", latency());
    add(lines, "pool", pool());
    for (Members host : answer.objects("hosts")) {
      add(lines, "host", host(host));
    }
    add(lines, "last outage", lastOutage(answer.object("lastOutage")));
    if (answer.has("statementLog")) {
      lines.add(line("statements", answer.isTrue("statementLog") ? "are logged" : "not logged"));
    }
    return lines;
  }

  /** The same in one line, for a log of them. */
  String line() {
    String next = nextTry();
    return List.of(state(), problem(), next.isEmpty() ? "" : "next try " + next, latency(), pool())
        .stream()
        .filter(part -> !part.isEmpty())
        .collect(Collectors.joining("; "));
  }

  private String since() {
    return answer.has("since") ? "since " + answer.second("since") : "";
  }

  private String problem() {
    return words(answer.text("code"), answer.text("reason"));
  }

  private String nextTry() {
    if (!answer.has("nextTryInMs")) {
      return "";
    }
    String next = "in " + answer.whole("nextTryInMs") + " ms";
    return answer.has("attempts") ? next + ", " + answer.whole("attempts") + " failed" : next;
  }

  private String location() {
    String location = answer.text("location");
    return words(
        answer.text("product"), answer.text("version"), location.isEmpty() ? "" : "at " + location);
  }

  private String latency() {
    return answer.has("latencyMs")
        ? String.format(Locale.ROOT, "%.2f ms", answer.number("latencyMs"))
        : "";
  }

  private String pool() {
    if (!answer.has("pool")) {
      return "";
    }
    Members pool = answer.object("pool");
    String now =
        String.format(
            Locale.ROOT,
            "%d active, %d idle, %d waiting, of %d",
            pool.whole("active"),
            pool.whole("idle"),
            pool.whole("waiting"),
            pool.whole("max"));
    return pool.has("peakActive")
        ? now
            + String.format(
                Locale.ROOT,
                " (most so far: %d active, %d waiting)",
                pool.whole("peakActive"),
                pool.whole("peakWaiting"))
        : now;
  }

  private static String host(Members host) {
    String reason = host.text("reason");
    return words(host.text("host"), host.text("state"), reason.isEmpty() ? "" : "(" + reason + ")");
  }

  private static String lastOutage(Members outage) {
    if (!outage.has("from")) {
      return "";
    }
    String length = String.format(Locale.ROOT, "for %.1f s", outage.number("seconds"));
    String cause = outage.text("cause");
    return words(outage.second("from"), length, cause.isEmpty() ? "" : "(" + cause + ")");
  }

  private static void add(List<String> lines, String name, String value) {
    if (!value.isEmpty()) {
      lines.add(line(name, value));
    }
  }

  private static String line(String name, String value) {
    return String.format(Locale.ROOT, "%-12s %s", name, value);
  }

  private static String words(String... words) {
    return List.of(words).stream().filter(word -> !word.isEmpty()).collect(Collectors.joining(" "));
  }
}
