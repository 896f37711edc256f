package dev.holdfast.server.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.testkit.ManualClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunLogTest {
  private static final Duration WINDOW = Duration.ofMinutes(10);

  private final ManualClock clock = new ManualClock(Instant.parse("2026-11-21T12:00:00Z"));
  @TempDir Path directory;
  private long pid = 100;

  private RunLog next() throws IOException {
    return RunLog.read(directory.resolve("starts"), clock, ++pid);
  }

  private RunLog started() throws IOException {
    RunLog book = next();
    book.started();
    return book;
  }

  @Test
  void aFirstStartHasNoPast() throws IOException {
    RunLog book = next();

    assertThat(book.lastWasDisorderly()).isFalse();
    assertThat(book.disorderly(WINDOW)).isEmpty();
  }

  @Test
  void aStartWithoutAnEndWasADisorderlyOne() throws IOException {
    started();

    assertThat(next().lastWasDisorderly()).isTrue();
    assertThat(next().disorderly(WINDOW)).hasSize(1);
  }

  @Test
  void anOrderlyEndIsNotCounted() throws IOException {
    started().ended(143);

    assertThat(next().lastWasDisorderly()).isFalse();
    assertThat(next().disorderly(WINDOW)).isEmpty();
  }

  @Test
  void aCallOfExitIsDisorderlyWhateverIsSaidAfterwards() throws IOException {
    RunLog book = started();
    book.exitedBy("rogue");
    book.ended(0);

    assertThat(next().lastWasDisorderly()).isTrue();
  }

  @Test
  void anEndCountsFromTheNextStartOn() throws IOException {
    started();
    clock.advance(Duration.ofDays(3));
    started();
    clock.advance(Duration.ofMinutes(9));
    started();

    assertThat(next().disorderly(WINDOW)).hasSize(3);
    clock.advance(Duration.ofMinutes(2));
    assertThat(next().disorderly(WINDOW)).hasSize(2);
  }

  @Test
  void aClockThatWasSetBackDoesNotKeepOldEndsForEver() throws IOException {
    started();
    clock.advance(Duration.ofDays(365));
    started().ended(0);
    clock.advance(Duration.ofDays(-300));

    assertThat(next().disorderly(WINDOW)).isEmpty();
  }

  @Test
  void theReasonOfAPlannedRestartIsOneLine() throws IOException {
    RunLog book = started();
    book.planned("HF-MEM-009 The heap fills up:\n97 % of\t256 MiB. " + "x".repeat(1000));
    book.ended(3);

    assertThat(Files.readAllLines(directory.resolve("starts")).get(1))
        .startsWith("2026-11-21T12:00:00Z " + pid + " planned HF-MEM-009 The heap fills up: 97 % ")
        .hasSizeLessThan(600);
    assertThat(next().lastWasDisorderly()).isFalse();
  }

  @Test
  void damagedLinesArePassedOver() throws IOException {
    started();
    Files.writeString(
        directory.resolve("starts"),
        "\0\0\0\n2026 x started\nyesterday 7 started\nhalf a li",
        StandardOpenOption.APPEND);

    assertThat(next().disorderly(WINDOW)).hasSize(1);
  }

  @Test
  void aLongBookIsBegunAnewWithItsLastLines() throws IOException {
    Path file = directory.resolve("starts");
    Files.writeString(file, "2026-11-20T12:00:00Z 1 started\n".repeat(10_000));
    started();

    assertThat(next().lastWasDisorderly()).isTrue();
    assertThat(Files.readAllLines(file)).hasSizeBetween(100, 300);
  }

  @Test
  void onePluginInACircleDoesNotFillTheBook() throws IOException {
    RunLog book = started();
    for (int i = 0; i < 10_000; i++) {
      book.trouble("circling");
    }
    assertThat(Files.readAllLines(directory.resolve("starts"))).hasSizeLessThan(300);
  }
}
