package dev.holdfast.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.scheduler.FailureSeries.Count;
import dev.holdfast.spi.job.Job;
import dev.holdfast.spi.job.JobRun;
import dev.holdfast.spi.job.JobRun.Cause;
import dev.holdfast.spi.job.JobRun.Outcome;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

/** What people read of runs that fail. */
final class FailuresTest {
  private static final Instant NOON = Instant.parse("2026-06-21T10:00:00Z");
  private static final Duration LIMIT = Duration.ofMinutes(5);

  private final FailureSeries series = new FailureSeries();
  private long runs;

  private JobRun run(Outcome outcome, String report) {
    Instant at = NOON.plusSeconds(60 * runs++);
    return new JobRun(
        runs, "a/job", Cause.SCHEDULE, at, Duration.ofMillis(5), outcome, Job.Report.of(report));
  }

  private static JobResult result(Throwable failure) {
    return JobResult.threw(failure);
  }

  @Test
  void theInnermostCauseIsInTheReport() {
    SQLException cancelled = new SQLException("canceling statement", "57014");
    assertThat(
            result(new IllegalStateException("no rows  were\nremoved", cancelled)).report().text())
        .isEqualTo(
            "IllegalStateException: no rows were removed, because of SQLException: canceling"
                + " statement (SQLState 57014)");
    assertThat(result(new IllegalStateException("x".repeat(1_000), cancelled)).report().text())
        .hasSizeLessThan(500)
        .endsWith("(SQLState 57014)");
    assertThat(result(new UncheckedIOException(new NoSuchFileException("logs"))).report().text())
        .endsWith("because of NoSuchFileException: logs");
    assertThat(result(new IllegalStateException()).report().text())
        .isEqualTo("java.lang.IllegalStateException");
  }

  @Test
  void theSameFailureWithOtherFiguresIsTheSame() {
    assertThat(result(new SQLException("after 5001 ms", "57014")).kind())
        .isEqualTo(result(new SQLException("after 5017 ms", "57014")).kind())
        .isNotEqualTo(result(new SQLException("after 5017 ms", "08006")).kind());
  }

  @Test
  void aFailureThatStaysIsToldAtGrowingIntervals() {
    List<Long> told = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      Count count = series.add(run(Outcome.FAILED, "no"), "one");
      if (count.tell()) {
        told.add(count.times());
      }
      assertThat(count.since()).isEqualTo(NOON);
    }
    assertThat(told).containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 64L, 128L, 256L, 512L);
    assertThat(series.add(run(Outcome.FAILED, "no"), "other").times()).isOne();
    assertThat(series.add(run(Outcome.TIMED_OUT, ""), "").tell()).isTrue();
    assertThat(series.add(run(Outcome.ENDED, ""), "").times()).isOne();
    assertThat(series.add(run(Outcome.SUCCEEDED, "well"), "").times()).isOne();
    assertThat(series.add(run(Outcome.SUCCEEDED, "well"), "").times()).isZero();
    assertThat(series.add(run(Outcome.FAILED, "no"), "one").times()).isOne();
  }

  @Test
  void theLogHasTheStackAndSaysHowOftenInWordsThatBeginTheSame() {
    List<LogRecord> lines = new ArrayList<>();
    Logger logger = Logger.getLogger("dev.holdfast.scheduler");
    Handler handler = new Lines(lines);
    logger.addHandler(handler);
    try {
      IllegalStateException cause = new IllegalStateException("no room");
      for (int i = 0; i < 3; i++) {
        JobRun run = run(Outcome.FAILED, "no room");
        JobLog.ended(run, series.add(run, "one"), cause, LIMIT);
      }
      JobRun well = run(Outcome.SUCCEEDED, "done");
      JobLog.ended(well, series.add(well, ""), null, LIMIT);
    } finally {
      logger.removeHandler(handler);
    }
    String failed = "HF-JOB-001 The last run of a/job failed: no room";
    assertThat(lines).extracting(LogRecord::getLevel).startsWith(Level.WARNING, Level.WARNING);
    assertThat(lines.get(0).getMessage()).startsWith(failed).doesNotContain("times since");
    assertThat(lines.get(0).getThrown()).hasMessage("no room");
    assertThat(lines.get(1).getMessage())
        .startsWith(failed)
        .endsWith("(2 times since 2026-06-21T10:00:00Z)");
    assertThat(lines.get(1).getThrown()).as("of one class, for the count").isNotNull();
    assertThat(lines).filteredOn(line -> line.getLevel().equals(Level.INFO)).hasSize(1);
    assertThat(lines).filteredOn(line -> line.getLevel().equals(Level.WARNING)).hasSize(2);
  }

  private static final class Lines extends Handler {
    private final List<LogRecord> lines;

    Lines(List<LogRecord> lines) {
      this.lines = lines;
    }

    @Override
    public void publish(LogRecord line) {
      lines.add(line);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
