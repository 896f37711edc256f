package dev.holdfast.server.examination;

import dev.holdfast.server.examination.ExaminationLine.Verdict;
import dev.holdfast.spi.Examination;
import dev.holdfast.spi.PlainText;
import dev.holdfast.spi.Problem;
import java.nio.file.Path;
import java.time.InstantSource;

/** What one plugin sees of the doctor, until its time is over. */
final class PluginExamination implements Examination {
  private static final int MOST_ANSWERS = 200;
  private static final int LONGEST = 4_000;

  private final String plugin;
  private final Record config;
  private final CheckedHost premises;
  private final Report report;
  private int answers;
  private boolean over;

  PluginExamination(String plugin, Record config, CheckedHost premises, Report report) {
    this.plugin = plugin;
    this.config = config;
    this.premises = premises;
    this.report = report;
  }

  @Override
  public String plugin() {
    return plugin;
  }

  @Override
  public <C extends Record> C config(Class<C> type) {
    return type.cast(config);
  }

  @Override
  public Path dataDirectory() {
    return premises.data().resolve(plugin);
  }

  @Override
  public InstantSource clock() {
    return premises.clock();
  }

  @Override
  public boolean serverRuns() {
    return premises.serverRuns();
  }

  @Override
  public void ok(String subject, String text) {
    add(ExaminationLine.ok(plugin, PlainText.clean(subject, 200), PlainText.clean(text, LONGEST)));
  }

  @Override
  public void warn(String subject, Problem problem) {
    add(ExaminationLine.of(plugin, PlainText.clean(subject, 200), Verdict.WARN, problem));
  }

  @Override
  public void fail(String subject, Problem problem) {
    add(ExaminationLine.of(plugin, PlainText.clean(subject, 200), Verdict.FAIL, problem));
  }

  /** Hears nothing more, and says what was left out. */
  synchronized void end() {
    over = true;
    if (answers > MOST_ANSWERS) {
      String left = (answers - MOST_ANSWERS) + " more lines are left out";
      report.add(ExaminationLine.ok(plugin, "lines", left));
    }
  }

  private synchronized void add(ExaminationLine finding) {
    if (!over && ++answers <= MOST_ANSWERS) {
      report.add(finding);
    }
  }
}
