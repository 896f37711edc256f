package dev.holdfast.database.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.database.LogLines;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What use was measured. */
class HighWaterMarksTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  @TempDir Path directory;

  private static long minutes(long count) {
    return Duration.ofMinutes(count).toNanos();
  }

  @Test
  void theHourForgetsAndTheStartDoesNot() {
    HighWaterMarks marks = new HighWaterMarks(1000);
    marks.note(3, 0);
    marks.note(2, 5);
    assertThat(marks.lastHour()).isEqualTo(new HighWaterMark(3, 5));
    marks.roll(1000 + minutes(1));
    marks.note(1, 1);
    for (int minute = 2; minute <= 60; minute++) {
      marks.roll(1000 + minutes(minute));
      assertThat(marks.lastHour()).isEqualTo(new HighWaterMark(3, 5));
    }
    marks.roll(1000 + minutes(61));
    assertThat(marks.lastHour()).isEqualTo(new HighWaterMark(1, 1));
    marks.roll(1000 + minutes(62));
    assertThat(marks.lastHour()).isEqualTo(HighWaterMark.NONE);
    assertThat(marks.sinceStart()).isEqualTo(new HighWaterMark(3, 5));
  }

  @Test
  void aMachineThatSleptForgetsTheHour() {
    HighWaterMarks marks = new HighWaterMarks(0);
    marks.note(3, 5);
    marks.roll(minutes(5));
    assertThat(marks.lastHour()).isEqualTo(new HighWaterMark(3, 5));
    marks.roll(minutes(10_000));
    assertThat(marks.lastHour()).isEqualTo(HighWaterMark.NONE);
  }

  private Properties kept() throws Exception {
    Properties kept = new Properties();
    try (var in = Files.newBufferedReader(directory.resolve("peaks.properties"))) {
      kept.load(in);
    }
    return kept;
  }

  @Test
  void theFileKeepsTheHighestOverRestarts() throws Exception {
    new HighWaterMarksFile(directory, 10, START).add(new HighWaterMark(7, 0), START);
    Instant later = START.plus(Duration.ofDays(1));
    new HighWaterMarksFile(directory, 10, later).add(new HighWaterMark(2, 3), later);
    assertThat(kept())
        .containsEntry("peakActive", "7")
        .containsEntry("peakWaiting", "3")
        .containsEntry("maxSize", "10")
        .containsEntry("since", START.toString())
        .hasSize(4);
    try (var files = Files.list(directory)) {
      assertThat(files).hasSize(1);
    }
  }

  @Test
  void whatIsOlderThanAWeekIsForgotten() throws Exception {
    new HighWaterMarksFile(directory, 10, START).add(new HighWaterMark(7, 0), START);
    Instant later = START.plus(Duration.ofDays(8));
    HighWaterMarksFile file = new HighWaterMarksFile(directory, 10, later);
    file.add(new HighWaterMark(2, 0), later);
    assertThat(kept()).containsEntry("peakActive", "2").containsEntry("since", later.toString());
    Instant evenLater = later.plus(Duration.ofDays(8));
    file.add(new HighWaterMark(1, 0), evenLater);
    assertThat(kept())
        .containsEntry("peakActive", "1")
        .containsEntry("since", evenLater.toString());
  }

  @Test
  void aPoolOfAnotherSizeBeginsAnew() throws Exception {
    new HighWaterMarksFile(directory, 20, START).add(new HighWaterMark(17, 0), START);
    new HighWaterMarksFile(directory, 10, START).add(new HighWaterMark(2, 0), START);
    assertThat(kept()).containsEntry("peakActive", "2").containsEntry("maxSize", "10");
  }

  @Test
  void aDamagedFileIsBegunAnew() throws Exception {
    Files.writeString(directory.resolve("peaks.properties"), "since=\\u12\npeakActive=x");
    new HighWaterMarksFile(directory, 10, START).add(new HighWaterMark(2, 0), START);
    assertThat(kept()).containsEntry("peakActive", "2");
  }

  @Test
  void aFileThatCannotBeWrittenHarmsNobody() {
    HighWaterMarksFile file = new HighWaterMarksFile(directory.resolve("missing"), 10, START);
    try (LogLines lines = new LogLines()) {
      file.add(new HighWaterMark(2, 0), START);
      file.add(new HighWaterMark(3, 0), START);
      assertThat(lines.with("cannot be saved")).hasSize(1);
    }
  }
}
