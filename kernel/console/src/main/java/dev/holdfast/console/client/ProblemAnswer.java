package dev.holdfast.console.client;

import dev.holdfast.console.terminal.ExitCode;
import dev.holdfast.console.terminal.Failure;
import dev.holdfast.console.terminal.Failures;
import dev.holdfast.spi.Problem;

/** What a server says when it does not do what it was asked: RFC 9457, with a code and a remedy. */
final class ProblemAnswer {
  private static final int SHOWN = 200;

  private ProblemAnswer() {}

  /** The same problem in the same words, for the person at the command line. */
  static Failure failure(String url, int status, String body) {
    Members answer;
    try {
      answer = Members.parse(url, body);
    } catch (Failure notJson) {
      return unknown(url, status, body);
    }
    String detail = answer.text("detail");
    try {
      Problem problem =
          new Problem(
              answer.text("code"),
              status,
              answer.text("title"),
              detail.isEmpty() ? url : detail,
              answer.text("remedy"));
      // Below 500 the request itself was not taken; from there on the server tried.
      return new Failure(problem, status < 500 ? ExitCode.HEALTH_DOWN : ExitCode.FAILURE);
    } catch (IllegalArgumentException e) {
      return unknown(url, status, body);
    }
  }

  private static Failure unknown(String url, int status, String body) {
    String start = body.substring(0, Math.min(SHOWN, body.length()));
    return Failures.unexpectedAnswer(url, "status " + status + " " + start);
  }
}
