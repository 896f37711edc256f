package dev.holdfast.eventstore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.spi.Alert;
import dev.holdfast.spi.journal.Position;
import dev.holdfast.testkit.PluginHarness;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** That the database was another one is told until it has caught up, and long enough for people. */
class RestoreNoticeTest {
  private final PluginHarness plugin = PluginHarness.of(new EventStorePlugin()).settings("");
  private final AtomicLong now = new AtomicLong(7);
  private final RestoreNotice notice = new RestoreNotice(plugin.context(), now::get);

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
