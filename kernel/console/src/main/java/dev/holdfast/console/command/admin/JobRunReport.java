package dev.holdfast.console.command.admin;

import dev.holdfast.console.client.Members;
import java.util.Locale;

/** What the server says of one run of a job that has ended, for a person to read. */
record JobRunReport(Members answer) {
  boolean succeeded() {
    return answer.text("outcome").equals("succeeded");
  }

  String brief() {
    return answer.text("outcome") + " " + answer.second("startedAt");
  }

  String line() {
    return String.format(
        Locale.ROOT,
        "%s  %-9s %8.1f s  %s%s",
        answer.second("startedAt"),
        answer.text("outcome"),
        answer.number("seconds"),
        answer.text("report"),
        answer.text("cause").equals("schedule") ? "" : " (" + answer.text("cause") + ")");
  }
}
