package dev.holdfast.server.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.testkit.ManualClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafeModeTest {
  private static final SafeModeConfig CONFIG =
      new SafeModeConfig(3, Duration.ofMinutes(10), List.of("journal", "ingest"));
  private static final List<String> ALL = List.of("journal", "ingest", "acme", "zebra");

  private final ManualClock clock = new ManualClock(Instant.parse("2026-11-21T12:00:00Z"));
  @TempDir Path directory;
  private long pid = 100;

  private RunLog book() throws IOException {
    return RunLog.read(directory.resolve("starts"), clock, ++pid);
  }

  private SafeMode decide(List<String> there) throws IOException {
    return SafeMode.decide(book(), CONFIG, directory.resolve("safe-mode"), there, clock);
  }

  private void crash(String troubled) throws IOException {
    RunLog book = book();
    book.started();
    book.holds(Map.of("acme", "acme", "zebra-plugin", "zebra"));
    book.trouble("acme");
    book.well("acme");
    book.trouble(troubled);
    clock.advance(Duration.ofSeconds(20));
  }

  @Test
  void startsEverythingUntilThereWereTooManyEnds() throws IOException {
    crash("acme");
    crash("acme");

    assertThat(decide(ALL).isOn()).isFalse();
    assertThat(decide(ALL).admits("zebra")).isTrue();
  }

  @Test
  void leavesStrangersOutAfterTooManyEnds() throws IOException {
    for (int i = 0; i < 3; i++) {
      crash("zebra-plugin");
    }
    SafeMode mode = decide(ALL);

    assertThat(mode.isOn()).isTrue();
    assertThat(ALL.stream().filter(mode::admits)).containsExactly("journal", "ingest");
    assertThat(mode.leftOut()).containsExactly("acme", "zebra");
    assertThat(mode.suspects()).containsExactly("zebra-plugin", "acme");
    assertThat(mode.problem().sentence())
        .contains("3 ends within 600 s", "zebra-plugin, acme", "holdfast restart --normal")
        .contains(directory.resolve("safe-mode").toString());
  }

  @Test
  void whoCalledExitIsNamedFirst() throws IOException {
    for (int i = 0; i < 3; i++) {
      crash("acme");
    }
    RunLog book = book();
    book.started();
    book.holds(Map.of("zebra-plugin", "zebra", "acme", "acme"));
    book.exitedBy("zebra-plugin");

    assertThat(decide(ALL).suspects()).containsExactly("zebra-plugin", "acme");
  }

  @Test
  void whoIsThereIsSuspectWhenNobodyLivedLongEnoughToSayMore() throws IOException {
    for (int i = 0; i < 3; i++) {
      book().started();
    }
    assertThat(decide(ALL).suspects()).containsExactly("acme", "zebra");
  }

  @Test
  void holdsUntilItsFileIsTakenAway() throws IOException {
    for (int i = 0; i < 3; i++) {
      crash("acme");
    }
    assertThat(decide(ALL).isOn()).isTrue();
    clock.advance(Duration.ofDays(9));
    SafeMode later = decide(ALL);
    assertThat(later.isOn()).isTrue();
    assertThat(later.suspects()).containsExactly("acme", "zebra-plugin");
    assertThat(later.problem().why()).contains("3 ends within 600 s");

    Files.delete(directory.resolve("safe-mode"));
    assertThat(decide(ALL).isOn()).isFalse();
  }

  @Test
  void whoLeavesItDoesNotFallBackForOldReasons() throws IOException {
    for (int i = 0; i < 3; i++) {
      crash("acme");
    }
    assertThat(decide(ALL).isOn()).isTrue();
    RunLog safe = book();
    safe.started();
    safe.safe();
    Files.delete(directory.resolve("safe-mode"));

    assertThat(decide(ALL).isOn()).isFalse();
    crash("acme");
    crash("acme");
    assertThat(decide(ALL).isOn()).isFalse();
    crash("acme");
    assertThat(decide(ALL).isOn()).isTrue();
  }

  @Test
  void thereIsNoneWithoutAnythingToLeaveOut() throws IOException {
    for (int i = 0; i < 9; i++) {
      crash("acme");
    }
    assertThat(decide(List.of("journal", "ingest")).isOn()).isFalse();
    assertThat(directory.resolve("safe-mode")).doesNotExist();
  }
}
