package dev.holdfast.journal.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.journal.log.FaultyDisk.Call;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the history of a log says of offsets that are kept elsewhere, whatever becomes of its file.
 */
class TimelinesTest {
  private static final long EPOCH = 0x1234;

  @TempDir private Path folder;
  private final FaultyDisk disk = new FaultyDisk();

  /** Opens a log that ends at an offset; its timeline is to have a number. */
  private Timelines open(long id, long end) throws IOException {
    return open(EPOCH, id, end);
  }

  private Timelines open(long epoch, long id, long end) throws IOException {
    return Timelines.open(disk, folder, epoch, end, () -> id);
  }

  private void life(long id, long end) throws IOException {
    open(id, end).begin();
  }

  private Path file() {
    return folder.resolve(Timelines.FILE);
  }

  private static void assertEnd(OptionalLong end, long expected) {
    assertThat(end).hasValue(expected);
  }

  @Test
  void aTimelineEndsWhereTheNextBegins() throws IOException {
    life(1, 0);
    life(2, 100);
    Timelines now = open(3, 250);
    assertEnd(now.endOf(1, 250), 100);
    assertEnd(now.endOf(2, 250), 250);
    assertThat(now.endOf(3, 250)).as("it has not begun").isEmpty();
    now.begin();
    assertEnd(now.endOf(2, 300), 250);
    assertEnd(now.endOf(3, 300), 300);
    assertThat(now.of(100)).isEqualTo(1);
    assertThat(now.of(101)).isEqualTo(2);
    assertThat(now.of(251)).isEqualTo(3);
  }

  /** A copy that was made across a restart: its file is younger than its segments. */
  @Test
  void anEarlierTimelineEndsAtTheLowestLaterStart() throws IOException {
    life(1, 0);
    life(2, 100);
    Timelines put = open(3, 60);
    assertEnd(put.endOf(1, 60), 60);
    assertEnd(put.endOf(2, 60), 60);
    put.begin();
    assertEnd(put.endOf(1, 90), 60);
    assertEnd(put.endOf(2, 90), 60);
    Timelines later = open(4, 90);
    assertEnd(later.endOf(1, 90), 60);
    assertEnd(later.endOf(2, 90), 60);
    assertEnd(later.endOf(3, 90), 90);
  }

  @Test
  void aLogWithoutTheFileHasOneTimelineNamedLikeItsEpoch() throws IOException {
    Timelines legacy = open(1, 70);
    assertEnd(legacy.endOf(EPOCH, 70), 70);
    assertThat(legacy.of(70)).isEqualTo(EPOCH);
    legacy.begin();
    assertEnd(legacy.endOf(EPOCH, 90), 70);
  }

  @Test
  void ofAnotherEpochNothingIsKnown() throws IOException {
    life(1, 0);
    Timelines other = open(77, 2, 100);
    assertThat(other.endOf(1, 100)).isEmpty();
    assertThat(other.endOf(77, 100)).isEmpty();
  }

  /** What is given out once is known to every later opening, though no event came. */
  @Test
  void behindADamagedFileWhatIsGivenOutIsOnDisk() throws IOException {
    life(1, 0);
    Files.writeString(file(), "damaged");
    Timelines now = open(2, 100);
    assertThat(now.endOf(1, 100)).isEmpty();
    assertThat(now.of(100)).isEqualTo(2);
    Timelines again = open(3, 100);
    assertEnd(again.endOf(2, 100), 100);
    assertThat(again.of(100)).isEqualTo(2);
  }

  @Test
  void aFileThatCannotBeReadIsAsDamaged() throws IOException {
    life(1, 0);
    disk.fail(Call.READ, 1, true);
    Timelines now = open(2, 100);
    assertThat(disk.hasFailed()).isTrue();
    assertThat(now.endOf(1, 100)).isEmpty();
    disk.heal();
    now.begin();
    assertEnd(open(3, 120).endOf(2, 120), 120);
  }

  @Test
  void aFolderOfThatNameKeepsNoLogClosed() throws IOException {
    Files.createDirectories(file().resolve("full"));
    Timelines now = open(2, 100);
    assertThat(now.endOf(EPOCH, 100)).isEmpty();
    assertThatThrownBy(now::begin).isInstanceOf(IOException.class);
  }

  @Test
  void aDiskThatRefusesTheNewHistoryKeepsNoLogClosed() throws IOException {
    Files.writeString(file(), "damaged");
    disk.fail(Call.CREATE, 1, true);
    Timelines now = open(2, 100);
    assertThat(disk.hasFailed()).isTrue();
    assertThat(now.endOf(2, 100)).isEmpty();
    disk.heal();
    now.begin();
    assertEnd(now.endOf(2, 110), 110);
  }

  @Test
  void aTimelineThatIsNotOnDiskHasNotBegun() throws IOException {
    life(1, 0);
    Timelines now = open(2, 100);
    disk.fail(Call.RENAME, 1, false);
    assertThatThrownBy(now::begin).isInstanceOf(IOException.class);
    assertThat(now.endOf(2, 100)).isEmpty();
    assertEnd(open(3, 100).endOf(1, 100), 100);
    now.begin();
    assertEnd(now.endOf(1, 130), 100);
    assertEnd(open(3, 130).endOf(2, 130), 130);
  }

  @Test
  void aTimelineThatGotNoRecordEndsWhereItBegan() throws IOException {
    life(1, 0);
    life(2, 100);
    Timelines now = open(3, 100);
    now.begin();
    assertEnd(now.endOf(1, 150), 100);
    assertEnd(now.endOf(2, 150), 100);
    assertThat(now.of(101)).isEqualTo(3);
  }

  @Test
  void aFileThatIsDeletedIsWrittenAgainAlsoBeforeTheFirstRecord() throws IOException {
    life(1, 0);
    Timelines now = open(2, 100);
    assertThat(now.restore()).isFalse();
    Files.delete(file());
    assertThat(now.restore()).isTrue();
    assertEnd(open(3, 100).endOf(1, 100), 100);
    now.begin();
    Files.delete(file());
    assertThat(now.restore()).isTrue();
    assertEnd(open(3, 120).endOf(2, 120), 120);
  }
}
