package dev.holdfast.eventstore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.spi.Alert;
import dev.holdfast.spi.journal.Position;
import dev.holdfast.testkit.PluginHarness;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** That the database was another one is told until it has caught up, and long enough for people. */
class RestoreNoticeTest {
  private final PluginHarness plugin = PluginHarness.of(new EventStorePlugin()).settings("");
  private final AtomicLong now = new AtomicLong(7);
  private RestoreNotice notice;
  @TempDir Path folder;

  @BeforeEach
  void open() {
    notice =
        new RestoreNotice(
            plugin.context(), now::get, RestoreNotice.file(folder, "restored.properties"));
  }

  /**
   * The plugin or the server starts again: the board of alerts is empty, and the ticker another.
   */
  private void restart(Position end) {
    plugin.context().resolve("database-restored");
    now.set(5);
    open();
    notice.resume(end);
  }

  @AfterEach
  void close() throws Exception {
    plugin.close();
  }

  @Test
  void isShownUntilTheEventsAreStoredAgain() {
    notice.begin(at(100), at(900));
    now.addAndGet(RestoreNotice.LEAST_SHOWN.toNanos());
    notice.look(at(899));
    assertShown(100, 900);
    notice.look(at(900));
    assertNothingIsShown();
  }

  @Test
  void isShownLongEnoughForAMessage() {
    notice.begin(at(0), at(1));
    notice.look(at(1));
    assertShown(0, 1);
    now.addAndGet(RestoreNotice.LEAST_SHOWN.toNanos());
    notice.look(at(1));
    assertNothingIsShown();
  }

  /** In the middle of the first one: what was stored before it counts. */
  @Test
  void aSecondRestoreKeepsTheEndOfTheFirst() {
    notice.begin(at(100), at(900));
    notice.begin(at(50), at(300));
    assertShown(50, 900);
  }

  @Test
  void outlivesARestartForTheLeastTimeAnew() {
    notice.begin(at(100), at(900));
    now.addAndGet(RestoreNotice.LEAST_SHOWN.toNanos());
    restart(at(1000));
    assertShown(100, 900);
    notice.look(at(950));
    assertShown(100, 900);
    now.addAndGet(RestoreNotice.LEAST_SHOWN.toNanos());
    notice.look(at(899));
    assertShown(100, 900);
    notice.look(at(900));
    assertNothingIsShown();
  }

  @Test
  void isForgottenWhenItHasEnded() {
    notice.begin(at(100), at(900));
    now.addAndGet(RestoreNotice.LEAST_SHOWN.toNanos());
    notice.look(at(900));
    restart(at(1000));
    assertNothingIsShown();
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aSecondRestoreBehindARestartKeepsTheEndOfTheFirst() {
    notice.begin(at(100), at(900));
    restart(at(1000));
    notice.begin(at(50), at(300));
    restart(at(1000));
    assertShown(50, 900);
  }

  @Test
  void theNoticeOfAnotherJournalIsIgnored() {
    notice.begin(at(100), at(900));
    restart(new Position(2, 1000));
    assertNothingIsShown();
    restart(at(899));
    assertNothingIsShown();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "from=1-0",
        "from=1-0\nuntil=x",
        "from=\\u12\nuntil=1-5",
        "from=1-5\nuntil=1-5",
        "from=1-8000000000000000\nuntil=1-5"
      })
  void aDamagedFileIsIgnored(String content) throws IOException {
    Files.writeString(folder.resolve("restored.properties"), content);
    restart(at(1000));
    assertNothingIsShown();
  }

  @Test
  void aFileThatIsNotTextOrTooLargeIsIgnored() throws IOException {
    Files.write(folder.resolve("restored.properties"), new byte[] {(byte) 0xff, (byte) 0xfe, 0});
    restart(at(1000));
    assertNothingIsShown();
    Files.write(folder.resolve("restored.properties"), new byte[5000]);
    restart(at(1000));
    assertNothingIsShown();
  }

  /** It is told all the same. */
  @Test
  void aFolderThatCannotBeWrittenCostsTheNoticeAfterARestartAlone() throws IOException {
    Files.delete(folder);
    notice.begin(at(100), at(900));
    assertShown(100, 900);
    Files.createDirectory(folder);
  }

  private void assertShown(long has, long had) {
    assertThat(notice.problem().orElseThrow().reason())
        .endsWith("it has the events before " + at(has) + ", and had those before " + at(had));
    assertThat(plugin.alerts().get("database-restored"))
        .extracting(Alert::severity)
        .isEqualTo(Alert.Severity.WARNING);
  }

  private void assertNothingIsShown() {
    assertThat(notice.problem()).isEmpty();
    assertThat(plugin.alerts()).isEmpty();
  }

  private static Position at(long offset) {
    return new Position(1, offset);
  }
}
