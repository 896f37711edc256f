package dev.holdfast.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.holdfast.journal.config.JournalConfig;
import dev.holdfast.journal.config.JournalConfigs;
import dev.holdfast.journal.deadletters.Letters;
import dev.holdfast.journal.log.Disk;
import dev.holdfast.journal.log.FaultyDisk;
import dev.holdfast.journal.log.FaultyDisk.Call;
import dev.holdfast.spi.Problem;
import dev.holdfast.spi.ProblemException;
import dev.holdfast.spi.journal.JournalReader;
import dev.holdfast.spi.journal.JournalReader.Entry;
import dev.holdfast.spi.journal.Position;
import dev.holdfast.spi.support.FileTree;
import dev.holdfast.testkit.Events;
import dev.holdfast.testkit.MemoryFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Fails the n-th call of a kind, for every n that a busy life of the journal has, once and for
 * ever; and then the power: no acknowledged event is missing, none is there twice, none is torn.
 */
final class EveryCallThatFailsTest {
  private static final int EVENTS = 16;
  private static final JournalConfig CONFIG = JournalConfigs.config(2_000, 1 << 20, Duration.ZERO);
  private static final Problem POISON = new Problem("HF-TEST-001", 500, "It is poison", "", "");

  @TempDir(factory = MemoryFolder.class)
  private Path temporary;

  private final Set<String> acknowledged = new LinkedHashSet<>();
  private final Set<String> read = new HashSet<>();
  private final Set<String> consumed = new HashSet<>();
  private final Set<String> deadLetters = new HashSet<>();

  @ParameterizedTest
  @EnumSource(Call.class)
  void losesNothingWhenItFailsOnce(Call call) throws Exception {
    failEach(call, false);
  }

  @ParameterizedTest
  @EnumSource(Call.class)
  void losesNothingWhenItFailsFromThenOn(Call call) throws Exception {
    failEach(call, true);
  }

  private void failEach(Call call, boolean forEver) throws Exception {
    int n = 1;
    while (life(call, n, forEver, temporary.resolve(call + "-" + n))) {
      n++;
    }
    // The loop is only a proof if it reached more than the beginning.
    if (call == Call.WRITE || call == Call.FORCE) {
      assertThat(n).isGreaterThan(EVENTS / 2);
    }
  }

  /** One life with one fault; false when the fault did not come any more. */
  private boolean life(Call call, int n, boolean forEver, Path folder) throws Exception {
    acknowledged.clear();
    read.clear();
    consumed.clear();
    deadLetters.clear();
    FaultyDisk disk = new FaultyDisk();
    disk.fail(call, n, forEver);
    for (int attempt = 0; attempt < 2; attempt++) {
      try (SegmentedJournal journal = open(disk, folder)) {
        use(journal, attempt * EVENTS);
      } catch (IOException | ProblemException e) {
        assertThat(disk.hasFailed()).as("%s, n = %s: %s", call, n, e).isTrue();
      }
    }
    boolean failed = disk.hasFailed();
    disk.heal();
    try (SegmentedJournal journal = open(disk, folder)) {
      // It works again in the same process that saw the fault, and in the next.
      check(journal, "%s %d %s".formatted(call, n, forEver));
      append(journal, 2 * EVENTS);
      check(journal, "%s %d %s, after another append".formatted(call, n, forEver));
    }
    FileTree.delete(folder);
    return failed;
  }

  private void use(SegmentedJournal journal, int first) throws Exception {
    try (JournalReader reader = journal.reader("r")) {
      for (int i = first; i < first + EVENTS; i++) {
        append(journal, i);
        if (i % 5 == 0) {
          consume(reader);
        }
        if (i % 16 == 0) {
          tidy(journal);
          setAside(reader, i);
        }
      }
    }
  }

  private void append(SegmentedJournal journal, int id) throws InterruptedException {
    CompletableFuture<Position> future =
        journal.append(List.of(Events.sized("a", "x" + id, 100), Events.sized("a", "y" + id, 300)));
    journal.step();
    if (!future.isCompletedExceptionally()) {
      assertThat(future).isCompleted();
      acknowledged.add("x" + id);
      acknowledged.add("y" + id);
    }
  }

  private void consume(JournalReader reader) throws InterruptedException {
    try {
      List<Entry> some = reader.read(3, Duration.ZERO);
      if (!some.isEmpty()) {
        some.forEach(entry -> read.add(entry.event().id()));
        reader.commit(some.getLast().next());
        consumed.addAll(read);
      }
    } catch (ProblemException e) {
      assertThat(e.problem().status()).isEqualTo(503);
      assertThat(e.retryAfter()).isPresent();
    }
  }

  private static void tidy(SegmentedJournal journal) {
    assertThat(catchThrowable(journal::tidy))
        .satisfiesAnyOf(
            nothing -> assertThat(nothing).isNull(),
            failed -> assertThat(failed).isInstanceOf(IOException.class));
  }

  private void setAside(JournalReader reader, int id) {
    try {
      reader.deadLetter(Events.event("a", "d" + id), POISON);
      deadLetters.add("d" + id);
    } catch (ProblemException e) {
      assertThat(e.problem().status()).isEqualTo(503);
    }
  }

  private void check(SegmentedJournal journal, String life) throws Exception {
    List<String> found = new ArrayList<>();
    try (JournalReader reader = journal.reader("r")) {
      reader.seek(journal.start());
      for (List<Entry> some = reader.read(10, Duration.ZERO);
          !some.isEmpty();
          some = reader.read(10, Duration.ZERO)) {
        some.forEach(entry -> found.add(entry.event().id()));
      }
    }
    assertThat(found).as(life + ": twice").doesNotHaveDuplicates();
    List<String> all = new ArrayList<>(acknowledged);
    List<String> kept = new ArrayList<>(found);
    kept.retainAll(acknowledged);
    // What was consumed may be gone, from the front on; all else must be there, in order.
    int gone = all.size() - kept.size();
    assertThat(kept).as(life + ": acknowledged").isEqualTo(all.subList(gone, all.size()));
    assertThat(consumed).as(life + ": deleted").containsAll(all.subList(0, gone));
    assertThat(journal.log().corruptions().events()).as(life + ": damaged").isZero();
    assertThat(
            Letters.newest(journal.deadLetters(), 100).stream().map(letter -> letter.event().id()))
        .as(life + ": dead letters")
        .containsAll(deadLetters)
        .doesNotHaveDuplicates();
  }

  private static SegmentedJournal open(Disk disk, Path folder) throws IOException {
    return SegmentedJournal.open(
        disk,
        folder,
        CONFIG,
        InstantSource.system(),
        System::nanoTime,
        new SecureRandom()::nextLong);
  }
}
