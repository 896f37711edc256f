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

/** Requirements S2.26 and S2.29: what use was measured. */
class PeaksTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  @TempDir Path directory;

  private static long minutes(long count) {
    return Duration.ofMinutes(count).toNanos();
  }

  @Test
  void theHourForgetsAndTheStartDoesNot() {
    Peaks peaks = new Peaks(1000);
    peaks.note(3, 0);
    peaks.note(2, 5);
    assertThat(peaks.lastHour()).isEqualTo(new Peak(3, 5));
    peaks.roll(1000 + minutes(1));
    peaks.note(1, 1);
    for (int minute = 2; minute <= 60; minute++) {
      peaks.roll(1000 + minutes(minute));
      assertThat(peaks.lastHour()).isEqualTo(new Peak(3, 5));
    }
    peaks.roll(1000 + minutes(61));
    assertThat(peaks.lastHour()).isEqualTo(new Peak(1, 1));
    peaks.roll(1000 + minutes(62));
    assertThat(peaks.lastHour()).isEqualTo(Peak.NONE);
    assertThat(peaks.sinceStart()).isEqualTo(new Peak(3, 5));
  }

  @Test
  void aMachineThatSleptForgetsTheHour() {
    Peaks peaks = new Peaks(0);
    peaks.note(3, 5);
    peaks.roll(minutes(5));
    assertThat(peaks.lastHour()).isEqualTo(new Peak(3, 5));
    peaks.roll(minutes(10_000));
    assertThat(peaks.lastHour()).isEqualTo(Peak.NONE);
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
    new PeaksFile(directory, 10, START).add(new Peak(7, 0), START);
    Instant later = START.plus(Duration.ofDays(1));
    new PeaksFile(directory, 10, later).add(new Peak(2, 3), later);
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
    new PeaksFile(directory, 10, START).add(new Peak(7, 0), START);
    Instant later = START.plus(Duration.ofDays(8));
    PeaksFile file = new PeaksFile(directory, 10, later);
    file.add(new Peak(2, 0), later);
    assertThat(kept()).containsEntry("peakActive", "2").containsEntry("since", later.toString());
    Instant evenLater = later.plus(Duration.ofDays(8));
    file.add(new Peak(1, 0), evenLater);
    assertThat(kept())
        .containsEntry("peakActive", "1")
        .containsEntry("since", evenLater.toString());
  }

  @Test
  void aPoolOfAnotherSizeBeginsAnew() throws Exception {
    new PeaksFile(directory, 20, START).add(new Peak(17, 0), START);
    new PeaksFile(directory, 10, START).add(new Peak(2, 0), START);
    assertThat(kept()).containsEntry("peakActive", "2").containsEntry("maxSize", "10");
  }

  @Test
  void aDamagedFileIsBegunAnew() throws Exception {
    Files.writeString(directory.resolve("peaks.properties"), "since=\\u12\npeakActive=x");
    new PeaksFile(directory, 10, START).add(new Peak(2, 0), START);
    assertThat(kept()).containsEntry("peakActive", "2");
  }

  @Test
  void aFileThatCannotBeWrittenHarmsNobody() {
    PeaksFile file = new PeaksFile(directory.resolve("missing"), 10, START);
    try (LogLines lines = new LogLines()) {
      file.add(new Peak(2, 0), START);
      file.add(new Peak(3, 0), START);
      assertThat(lines.with("not kept")).hasSize(1);
    }
  }
}
