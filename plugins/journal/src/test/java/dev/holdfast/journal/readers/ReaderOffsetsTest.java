package dev.holdfast.journal.readers;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.journal.log.FaultyDisk;
import dev.holdfast.journal.log.FaultyDisk.Call;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a reader that could not be forgotten is left with: an offset that works, or none. */
final class ReaderOffsetsTest {
  private final FaultyDisk disk = new FaultyDisk();
  @TempDir Path folder;

  @Test
  void anOffsetThatCannotBeDeletedStaysInUse() throws IOException {
    try (ReaderOffsets offsets = open()) {
      ReaderOffset stored = register(offsets);
      disk.fail(Call.DELETE, 2, true);
      assertThatThrownBy(() -> offsets.forget("r")).isInstanceOf(IOException.class);
      disk.heal();
      stored.commit(7);
      assertThat(offsets.forceConsumed()).isEqualTo(7);
    }
    try (ReaderOffsets offsets = open()) {
      assertThat(requireNonNull(offsets.all().get("r")).committed()).isEqualTo(7);
    }
  }

  /** The n-th of: an earlier mark that it is forgotten, its lease, its offset, its owner. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4})
  void whatCouldNotBeForgottenIsForgottenTheSecondTime(int deletion) throws IOException {
    try (ReaderOffsets offsets = open()) {
      ReaderOffset _ = register(offsets);
      disk.fail(Call.DELETE, deletion, false);
      assertThatThrownBy(() -> offsets.forget("r")).isInstanceOf(IOException.class);
      assertThat(offsets.forceConsumed()).isNotNegative();
      assertThat(offsets.forget("r")).isTrue();
      assertThat(offsets.forget("r")).isFalse();
      assertThat(offsets.of("r", () -> 3).committed()).isEqualTo(3);
      assertThat(offsets.forceConsumed()).isEqualTo(3);
    }
  }

  @Test
  void theNameStaysThePluginsUntilItIsForgotten() throws IOException {
    try (ReaderOffsets offsets = open()) {
      offsets.own("other", "p");
      ReaderOffset _ = offsets.of("other", () -> 1);
      disk.fail(Call.DELETE, 2, false);
      assertThatThrownBy(() -> offsets.forget("other")).isInstanceOf(IOException.class);
      assertThat(offsets.owner("other")).isEqualTo("p");
      assertThat(offsets.forget("other")).isTrue();
      assertThat(offsets.owner("other")).isEmpty();
      assertThat(offsets.forget("other")).isFalse();
    }
  }

  @Test
  void anOrdinaryReaderThatCannotBeForcedStopsNoDeletion() throws IOException {
    try (ReaderOffsets offsets = open()) {
      register(offsets).force();
      disk.fail(Call.CREATE, 1, true);
      assertThat(offsets.of("ordinary", () -> 1).committed()).isEqualTo(1);
      assertThat(offsets.forceConsumed()).isEqualTo(5);
      assertThat(offsets.unforced()).isNotNull();
      disk.heal();
      assertThat(offsets.forceConsumed()).isEqualTo(5);
      assertThat(offsets.unforced()).isNull();
      disk.fail(Call.FORCE, 1, true);
      requireNonNull(offsets.all().get("r")).commit(6);
      assertThatThrownBy(offsets::forceConsumed).isInstanceOf(IOException.class);
      disk.heal();
    }
  }

  @Test
  void onlyWhatSurvivesAPowerCutIsConsumed() throws IOException {
    try (ReaderOffsets offsets = open()) {
      ReaderOffset ordinary = offsets.of("ordinary", () -> 1);
      ordinary.commit(7);
      assertThat(offsets.needing(7)).containsExactly("ordinary");
      disk.fail(Call.FORCE, 1, true);
      assertThat(offsets.forceConsumed()).isZero();
      assertThat(offsets.needing(7)).containsExactly("ordinary");
      disk.heal();
      assertThat(offsets.forceConsumed()).isZero();
      assertThat(offsets.needing(7)).isEmpty();
    }
  }

  @Test
  void theLeaseOfAnEarlierReaderOfTheNameIsNotFound() throws IOException {
    Files.writeString(folder.resolve("late.lease"), "2026-06-21T12:00:00Z IDLE");
    try (ReaderOffsets offsets = open()) {
      assertThat(offsets.of("late", () -> 1).committed()).isEqualTo(1);
    }
    try (ReaderOffsets offsets = open()) {
      assertThat(offsets.lease("late").ended()).isEmpty();
    }
  }

  @Test
  void aCrashWhileAReaderIsForgottenLeavesNoLeaseWithoutAnOffset() throws IOException {
    Files.createFile(folder.resolve("late.lease"));
    try (ReaderOffsets offsets = open()) {
      assertThat(offsets.of("late", () -> 1).committed()).isEqualTo(1);
      Files.writeString(folder.resolve("late.lease"), "2026-06-21T12:00:00Z IDLE");
      disk.fail(Call.DELETE, 2, false);
      assertThatThrownBy(() -> offsets.forget("late")).isInstanceOf(IOException.class);
      assertThat(folder.resolve("late.lease")).doesNotExist();
      assertThat(folder.resolve("late")).exists();
    }
  }

  @Test
  void oneThatWasNeverSeenIsNotNotedAsSeen() throws IOException {
    AtomicLong ticker = new AtomicLong();
    try (ReaderOffsets offsets = open()) {
      assertThat(offsets.of("old", () -> 1).committed()).isEqualTo(1);
    }
    try (ReaderOffsets offsets =
        ReaderOffsets.open(disk, folder, 1, List.of("r"), ticker::incrementAndGet)) {
      assertThat(offsets.lease("old").endIfIdle(Duration.ZERO)).isTrue();
      offsets.keepLeases(Instant.parse("2026-06-21T12:00:00Z"), false);
    }
    try (ReaderOffsets offsets = open()) {
      assertThat(offsets.lease("old").ended()).contains(ReaderLease.End.IDLE);
      assertThat(offsets.lease("old").lastSeen(Instant.EPOCH)).isEmpty();
    }
  }

  private ReaderOffsets open() throws IOException {
    return ReaderOffsets.open(disk, folder, 1, List.of("r"), System::nanoTime);
  }

  private static ReaderOffset register(ReaderOffsets offsets) throws IOException {
    offsets.own("r", "r");
    ReaderOffset stored = offsets.of("r", () -> 1);
    stored.commit(5);
    return stored;
  }
}
