package dev.holdfast.journal.deadletters;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.journal.config.JournalConfig;
import dev.holdfast.journal.config.JournalConfigs;
import dev.holdfast.journal.log.LocalDisk;
import dev.holdfast.spi.Problem;
import dev.holdfast.spi.ProblemException;
import dev.holdfast.spi.journal.Event;
import dev.holdfast.testkit.ManualClock;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The age of dead letters; what else they promise stands in JournalPluginTest. */
final class DeadLettersTest {
  private static final Problem REASON = new Problem("HF-TEST-001", 422, "no", "", "");
  private static final Duration MONTH = Duration.ofDays(30);

  /** Sixteen segments of 16 KiB. */
  private static final JournalConfig CONFIG = JournalConfigs.config(1 << 20, 1 << 30);

  @TempDir Path folder;
  private final ManualClock clock = new ManualClock();

  private DeadLetters open() throws IOException {
    return DeadLetters.open(new LocalDisk(), folder, CONFIG, clock, clock::nanoTime, () -> 1);
  }

  private static void add(DeadLetters letters, int from, int to) {
    byte[] data = "\"%s\"".formatted("x".repeat(8_000)).getBytes(UTF_8);
    for (int i = from; i < to; i++) {
      letters.add(
          "store",
          new Event("s", "" + i, "t", null, null, Instant.EPOCH, new byte[0], data),
          REASON);
    }
  }

  private static List<String> ids(DeadLetters letters) throws IOException {
    return Letters.newest(letters, 1_000).stream().map(letter -> letter.event().id()).toList();
  }

  private Instant monthAgo() {
    return clock.instant().minus(MONTH);
  }

  @Test
  void oldOnesGoFileByFileAlsoAfterARestart() throws Exception {
    try (DeadLetters letters = open()) {
      add(letters, 0, 20);
    }
    clock.advance(MONTH);
    try (DeadLetters letters = open()) {
      add(letters, 20, 24);
      clock.advance(Duration.ofDays(1));
      assertThat(letters.removeOlderThan(monthAgo())).isBetween(7L, 20L);
      assertThat(ids(letters)).hasSizeLessThan(17).endsWith("20", "21", "22", "23");
      assertThat(letters.removeOlderThan(monthAgo())).isZero();
    }
    try (DeadLetters letters = open()) {
      assertThat(ids(letters)).endsWith("20", "21", "22", "23");
      assertThat(letters.next()).isEqualTo(24);
    }
  }

  /** The older copy of the letters lies beside the newer file of those that were settled. */
  @Test
  void aLetterThatComesAfterAnOlderCopyWasPutBackIsNotSettledBefore(@TempDir Path backup)
      throws Exception {
    try (DeadLetters letters = open()) {
      add(letters, 0, 2);
    }
    copySegments(folder, backup);
    try (DeadLetters letters = open()) {
      add(letters, 2, 5);
      letters.settle(letters.newest(Letters.ALL, 10, Long.MAX_VALUE));
    }
    copySegments(backup, folder);
    try (DeadLetters letters = open()) {
      add(letters, 6, 7);
      assertThat(ids(letters)).containsExactly("6");
    }
  }

  private static void copySegments(Path from, Path to) throws IOException {
    try (DirectoryStream<Path> old = Files.newDirectoryStream(to, "*.log")) {
      for (Path segment : old) {
        Files.delete(segment);
      }
    }
    try (DirectoryStream<Path> copied = Files.newDirectoryStream(from, "*.log")) {
      for (Path segment : copied) {
        Files.copy(segment, to.resolve(segment.getFileName()));
      }
    }
  }

  @Test
  void whenAllAreOldAllGoAndTheCountStays() throws Exception {
    try (DeadLetters letters = open()) {
      add(letters, 0, 3);
      clock.advance(MONTH.multipliedBy(2));
      assertThat(letters.removeOlderThan(monthAgo())).isEqualTo(3);
      assertThat(ids(letters)).isEmpty();
      assertThat(letters.next()).isEqualTo(3);
      assertThat(letters.removeOlderThan(monthAgo())).isZero();
    }
    try (DeadLetters letters = open()) {
      assertThat(letters.next()).isEqualTo(3);
      add(letters, 3, 5);
      assertThat(ids(letters)).containsExactly("3", "4");
      assertThat(letters.next()).isEqualTo(5);
    }
    try (DeadLetters letters = open()) {
      assertThat(ids(letters)).containsExactly("3", "4");
      clock.advance(MONTH.multipliedBy(2));
      assertThat(letters.removeOlderThan(monthAgo())).isEqualTo(2);
      add(letters, 5, 6);
      assertThat(ids(letters)).containsExactly("5");
      assertThat(letters.next()).isEqualTo(6);
    }
  }

  @Test
  void oneOfAClockThatWasAheadHidesNoOldOnes() throws Exception {
    try (DeadLetters letters = open()) {
      clock.advance(MONTH.multipliedBy(20));
      add(letters, 0, 1);
      clock.advance(MONTH.multipliedBy(-20));
      assertThat(letters.removeOlderThan(monthAgo())).isZero();
      add(letters, 1, 3);
      clock.advance(MONTH.multipliedBy(2));
      assertThat(letters.removeOlderThan(monthAgo())).isEqualTo(3);
    }
  }

  /** A machine without a battery begins in 1970 until it is told the time. */
  @Test
  void thoseOfAClockThatHadNotBeenSetAreOldWhenAnOlderOneFollows() throws Exception {
    try (DeadLetters letters = open()) {
      clock.advance(MONTH.multipliedBy(-600));
      add(letters, 0, 2);
      clock.advance(MONTH.multipliedBy(600));
      assertThat(letters.removeOlderThan(monthAgo())).isZero();
      add(letters, 2, 4);
      assertThat(letters.removeOlderThan(monthAgo())).isZero();
      clock.advance(MONTH.multipliedBy(2));
      assertThat(letters.removeOlderThan(monthAgo())).isEqualTo(4);
    }
  }

  @Test
  void youngOnesStay() throws Exception {
    try (DeadLetters letters = open()) {
      assertThat(letters.removeOlderThan(monthAgo())).isZero();
      add(letters, 0, 20);
      clock.advance(Duration.ofDays(29));
      assertThat(letters.removeOlderThan(monthAgo())).isZero();
      assertThat(ids(letters)).hasSize(20);
    }
  }

  @Test
  void theJobKeepsEverythingUnlessItIsTold() throws Exception {
    try (DeadLetters letters = open()) {
      add(letters, 0, 2);
      clock.advance(MONTH.multipliedBy(200));
      assertThat(job(letters, Duration.ZERO).run().text()).contains("every dead letter is kept");
      assertThat(job(letters, MONTH).run().text())
          .isEqualTo("removed 2 dead letters older than 720 h");
    }
  }

  @Test
  void aClockThatJumpsAheadRemovesNothingAndFailsTheRun() throws Exception {
    try (DeadLetters letters = open()) {
      ManualClock ticker = new ManualClock();
      DeadLetterCleanUp job = new DeadLetterCleanUp(letters, MONTH, clock, ticker::nanoTime);
      add(letters, 0, 2);
      clock.advance(MONTH.multipliedBy(2));
      assertThatThrownBy(job::run)
          .isInstanceOf(ProblemException.class)
          .hasMessageContaining("HF-JRN-022");
      assertThat(ids(letters)).hasSize(2);
      ticker.advance(MONTH.multipliedBy(2));
      assertThat(job.run().figures()).containsEntry("removed", 2L);
    }
  }

  private DeadLetterCleanUp job(DeadLetters letters, Duration age) {
    return new DeadLetterCleanUp(letters, age, clock, clock::nanoTime);
  }
}
