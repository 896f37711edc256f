package dev.holdfast.console.command.admin;

import dev.holdfast.console.client.Members;
import dev.holdfast.console.terminal.Failures;
import dev.holdfast.console.terminal.SpokenTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What the server says of one job, for a person to read. */
record JobReport(Members answer) {
  static JobReport parse(String url, String text) {
    JobReport report = new JobReport(Members.parse(url, text));
    if (report.answer().text("state").isEmpty()) {
      throw Failures.unexpectedAnswer(url, "no state in it");
    }
    return report;
  }

  /** All that the server has. */
  static List<JobReport> all(String url, String text) {
    Members answer = Members.parse(url, text);
    if (!answer.has("jobs")) {
      throw Failures.unexpectedAnswer(url, "no jobs in it");
    }
    return answer.objects("jobs").stream().map(JobReport::new).toList();
  }

  boolean isWell() {
    return !answer.has("code");
  }

  /** The number of the run that this answer is about; 0 for none. */
  long number() {
    return answer.whole("number");
  }

  /** All in one line, and a second one with what it did last, or why a person should look. */
  List<String> lines() {
    List<String> lines = new ArrayList<>(heading());
    Members last = answer.object("last");
    if (isWell() && !last.text("report").isEmpty()) {
      lines.add("  " + last.text("report"));
    }
    return lines;
  }

  private List<String> heading() {
    String doing = answer.text("state");
    String state =
        !answer.isTrue("paused") ? doing : doing.equals("idle") ? "paused" : "paused, " + doing;
    Members last = answer.object("last");
    String ran = last.has("outcome") ? "last " + new JobRunReport(last).brief() : "has not run yet";
    String next = answer.has("next") ? "next " + answer.second("next") : "no next run";
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "%-28s %-9s %-16s %s, %s",
            answer.text("name"),
            state,
            answer.text("schedule"),
            next,
            ran));
    if (!isWell()) {
      lines.add(
          String.format(
              Locale.ROOT,
              "  %s %s. %s",
              answer.text("code"),
              answer.text("reason"),
              answer.text("hint")));
    }
    return lines;
  }

  /** The next times and the runs that the server remembers, one a line, the newest first. */
  List<String> history() {
    List<String> lines = new ArrayList<>(heading());
    answer.texts("nextTimes").forEach(time -> lines.add("  next  " + SpokenTime.second(time)));
    answer.objects("history").forEach(run -> lines.add("  " + new JobRunReport(run).line()));
    return lines;
  }

  /** The run of a number, once it has ended. */
  List<JobRunReport> run(long number) {
    return answer.objects("history").stream()
        .map(JobRunReport::new)
        .filter(run -> run.answer().whole("number") == number)
        .toList();
  }
}
