package dev.holdfast.server.examination;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.holdfast.server.examination.ExaminationLine.Verdict;
import dev.holdfast.spi.Problem;
import dev.holdfast.spi.support.JsonWriter;
import java.io.PrintWriter;

/**
 * Where findings go: one JSON object a line, at once, so that whoever waits sees how far it got.
 * Safe for use by several threads.
 */
public final class Report {
  /** The name under which the kernel's own findings stand. */
  static final String SERVER = "server";

  private final PrintWriter out;

  /** Writes to this, and flushes after each line. */
  public Report(PrintWriter out) {
    this.out = out;
  }

  /** Something of the kernel's is as it should be. */
  public void ok(String subject, String text) {
    add(ExaminationLine.ok(SERVER, subject, text));
  }

  /** Something of the kernel's works, but somebody should look. */
  public void warn(String subject, Problem problem) {
    add(ExaminationLine.of(SERVER, subject, Verdict.WARN, problem));
  }

  /** Something of the kernel's does not work. */
  public void fail(String subject, Problem problem) {
    add(ExaminationLine.of(SERVER, subject, Verdict.FAIL, problem));
  }

  /** A plugin cannot be used at all. */
  public void refused(String plugin, Problem problem) {
    add(ExaminationLine.of(plugin, "plugin", Verdict.FAIL, problem));
  }

  /** The running server is not well. */
  void unwell(String check, Problem problem) {
    int slash = check.indexOf('/');
    add(
        ExaminationLine.of(
            slash < 0 ? check : check.substring(0, slash),
            slash < 0 ? "state" : check.substring(slash + 1),
            Verdict.FAIL,
            problem));
  }

  /** A line that another report has written. */
  void relay(String line) {
    synchronized (out) {
      out.println(line);
      out.flush();
    }
  }

  void add(ExaminationLine finding) {
    String line = new String(JsonWriter.object(finding::write), UTF_8);
    synchronized (out) {
      out.println(line);
      out.flush();
    }
  }
}
