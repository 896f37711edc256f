package dev.holdfast.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.holdfast.journal.config.JournalConfig;
import dev.holdfast.journal.config.JournalConfigs;
import dev.holdfast.journal.config.JournalProblems;
import dev.holdfast.journal.log.LocalDisk;
import dev.holdfast.spi.ProblemException;
import dev.holdfast.spi.Size;
import dev.holdfast.spi.journal.Event;
import dev.holdfast.spi.journal.JournalReader;
import dev.holdfast.spi.journal.JournalReader.Entry;
import dev.holdfast.spi.journal.Position;
import dev.holdfast.testkit.Events;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real file system of 16 MiB that becomes full and has room again. */
final class FullDiskTest {
  private static final int GROUP = 20;
  private static final JournalConfig CONFIG = JournalConfigs.config(1 << 20, 1 << 30);

  @TempDir private Path mount;
  private final List<String> acknowledged = new ArrayList<>();

  @BeforeEach
  void mount() throws Exception {
    assumeTrue(
        ChildProcess.run("mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", mount.toString()),
        "needs the right to mount a tmpfs; run as root");
  }

  @AfterEach
  void unmount() throws Exception {
    ChildProcess.run("umount", mount.toString());
  }

  @Test
  void refusesReadsOnAndGoesOnWhenThereIsRoom() throws Exception {
    Path ballast = mount.resolve("ballast");
    try (RandomAccessFile file = new RandomAccessFile(ballast.toFile(), "rw")) {
      file.write(new byte[6 << 20]);
    }
    Path folder = mount.resolve("journal");
    try (RunningJournal open = RunningJournal.open(new LocalDisk(), folder, CONFIG)) {
      fill(open, 300);
      assertThat(append(open, 100_000, 300)).isNotNull();
      assertThat(read(open)).containsExactlyElementsOf(acknowledged);
      Files.delete(ballast);
      int before = acknowledged.size();
      for (int i = 0; i < 200; i++) {
        assertThat(append(open, 200_000 + i, 20)).isNull();
      }
      assertThat(acknowledged).hasSize(before + 200 * GROUP);
      fill(open, 10_000);
    }
    try (RunningJournal open = RunningJournal.open(new LocalDisk(), folder, CONFIG)) {
      assertThat(read(open)).containsExactlyElementsOf(acknowledged);
      assertThat(open.opened().log().corruptions().events()).isZero();
    }
  }

  @Test
  void leavesTheRoomThatOthersNeed() throws Exception {
    JournalConfig keepFree = JournalConfigs.withKeepFree(CONFIG, Size.ofMebibytes(8));
    try (RunningJournal open =
        RunningJournal.open(new LocalDisk(), mount.resolve("journal"), keepFree)) {
      ProblemException refusal = fill(open, 3000);
      assertThat(refusal.problem().code()).isEqualTo(JournalProblems.DISK_FULL.code());
      assertThat(mount.toFile().getUsableSpace()).isGreaterThanOrEqualTo(8 << 20);
      assertThat(read(open)).containsExactlyElementsOf(acknowledged);
    }
  }

  /** Appends until it is refused ten times. */
  private ProblemException fill(RunningJournal open, int size) throws InterruptedException {
    int start = acknowledged.size() * 1000;
    ProblemException last = null;
    int refused = 0;
    for (int i = 0; refused < 10; i++) {
      ProblemException refusal = append(open, start + i, size);
      if (refusal != null) {
        last = refusal;
        refused++;
        assertThat(refusal.problem().status()).isEqualTo(503);
        assertThat(refusal.retryAfter()).isPresent();
      }
    }
    assertThat(last).isNotNull();
    return Objects.requireNonNull(last);
  }

  private @Nullable ProblemException append(RunningJournal open, int id, int size)
      throws InterruptedException {
    List<Event> group = new ArrayList<>();
    for (int part = 0; part < GROUP; part++) {
      group.add(Events.sized("a", id + "." + part, size));
    }
    Throwable failure = catchThrowable(() -> get(open.journal().append(group)));
    if (failure == null) {
      group.forEach(event -> acknowledged.add(event.id()));
      return null;
    }
    assertThat(failure).isInstanceOf(ProblemException.class);
    return (ProblemException) failure;
  }

  private static Position get(CompletableFuture<Position> future) throws Throwable {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw e.getCause();
    }
  }

  private static List<String> read(RunningJournal open) throws InterruptedException, IOException {
    List<String> ids = new ArrayList<>();
    try (JournalReader reader = open.journal().reader("r")) {
      for (List<Entry> some = reader.read(1000, Duration.ZERO);
          !some.isEmpty();
          some = reader.read(1000, Duration.ZERO)) {
        some.forEach(entry -> ids.add(entry.event().id()));
      }
    }
    return ids;
  }
}
