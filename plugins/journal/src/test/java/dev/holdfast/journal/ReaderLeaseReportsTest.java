package dev.holdfast.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.spi.journal.JournalReader;
import dev.holdfast.spi.server.Leftovers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What persons are told of leases, and what they can do about them. */
final class ReaderLeaseReportsTest extends LeasedJournal {
  @Test
  void aStoreThatIsBehindByAnEventOfThisMomentIsPrecious() throws Exception {
    store(10);
    tidy();
    Leftovers leftovers = harness.contributed(Leftovers.class).getFirst();
    assertThat(leftovers.of("event-store")).singleElement().matches(each -> !each.precious());
    append(1);
    assertThat(leftovers.of("event-store")).singleElement().matches(Leftovers.Leftover::precious);
    assertThatThrownBy(() -> leftovers.purge("event-store", false))
        .hasMessageContaining("HF-JRN-038");
    assertThat(journal.offsets().all()).containsOnlyKeys("event-store");
    leftovers.purge("event-store", true);
    assertThat(journal.offsets().all()).isEmpty();
  }

  @Test
  void aNameThatOnlyHasAnOwnerCanBeForgotten() throws Exception {
    harness.close();
    Files.writeString(folder.resolve("places/ghost.owner"), "gone");
    start();
    assertThat(status("DELETE", "ghost")).isEqualTo(200);
    assertThat(folder.resolve("places/ghost.owner")).doesNotExist();
    assertThat(status("DELETE", "ghost")).isEqualTo(404);
  }

  @Test
  void nobodyIsWarnedOfEventsThatCannotBeDeletedNorOfAReaderThatAlwaysComesSeldom()
      throws Exception {
    try (JournalReader seldom = open()) {
      store(10);
      pass(Duration.ofMinutes(45));
      assertThat(harness.alerts()).doesNotContainKey("readers-detaching");
      seldom.commit(seldom.place());
      fillSegment();
      pass(Duration.ofMinutes(45));
      assertThat(harness.alerts()).doesNotContainKey("readers-detaching");
      pass(Duration.ofMinutes(1));
      assertThat(harness.alerts()).containsKey("readers-detaching");
    }
  }

  @Test
  void aClockThatIsAheadIsToldWhileEventsAreHeldForLongerBecauseOfIt() throws Exception {
    open().close();
    store(10);
    now = now.plus(Duration.ofDays(3));
    tidy();
    assertThat(said("clock-ahead")).contains("HF-JRN-022", "4320 minutes");
    now = now.minus(Duration.ofDays(3));
    tidy();
    assertThat(harness.alerts()).doesNotContainKey("clock-ahead");
  }

  @Test
  void anAlertNamesWhoHoldsWhatBeforeItIsDetachedAndAfter() throws Exception {
    open().close();
    store(2000);
    store(10);
    pass(Duration.ofMinutes(29));
    tidy();
    assertThat(harness.alerts()).doesNotContainKeys("readers-detaching", "readers-detached");
    pass(Duration.ofMinutes(2));
    tidy();
    assertThat(said("readers-detaching"))
        .contains("HF-JRN-043", "slow of the plugin p (", "KiB not read", "the oldest for 31 min")
        .contains("last seen 31 min ago", "not seen for 60 min", "holdfast journal forget NAME");
    pass(Duration.ofMinutes(30));
    tidy();
    assertThat(harness.alerts()).doesNotContainKey("readers-detaching");
    assertThat(said("readers-detached"))
        .contains("HF-JRN-044", "slow of the plugin p (", "last seen 61 min ago")
        .contains("holdfast plugins purge PLUGIN");
    assertThat(harness.health("journal").details())
        .containsEntry("hold-slow", "detached")
        .containsEntry("hold-event-store", "store")
        .containsEntry("last-seen-slow", "2026-06-21T12:00:00Z");
    open().close();
    tidy();
    assertThat(harness.alerts()).doesNotContainKeys("readers-detaching", "readers-detached");
    pass(Duration.ofMinutes(61));
    tidy();
    assertThat(journal.forget("slow")).isTrue();
    tidy();
    assertThat(harness.alerts()).doesNotContainKeys("readers-detaching", "readers-detached");
  }

  @Test
  void anAlertNamesTheReaderThatHoldsTheOldestEventsBeforeTheJournalIsFull() throws Exception {
    try (JournalReader slow = open()) {
      while (journal.log().bytes() * 100 < CONFIG.maxSize().bytes() * 85) {
        store(100);
        slow.commit(slow.place());
      }
      tidy();
      assertThat(said("readers-detaching")).contains("slow of the plugin p", "almost full");
      slow.commit(journal.end());
      tidy();
      assertThat(harness.alerts()).doesNotContainKey("readers-detaching");
    }
  }

  @Test
  void theAlertOfOneThatIsTooSlowStaysForAWhile() throws Exception {
    try (JournalReader slow = open()) {
      for (int i = 0; i < 150; i++) {
        store(100);
        slow.commit(slow.place());
      }
      tidy();
      assertThat(journal.offsets().lease("slow").ended()).isEmpty();
      assertThat(said("readers-detached")).contains("the journal needs the space");
      slow.commit(journal.end());
      pass(Duration.ofMinutes(11));
      tidy();
      assertThat(harness.alerts()).doesNotContainKey("readers-detached");
    }
  }

  @Test
  void theReadersOfAPluginAreItsLeftovers() throws Exception {
    open().close();
    journal.forPlugin("p").reader("second").close();
    append(10);
    tidy();
    Leftovers leftovers = harness.contributed(Leftovers.class).getFirst();
    assertThat(leftovers.of("nobody")).isEmpty();
    assertThat(leftovers.of("p"))
        .hasSize(2)
        .noneMatch(Leftovers.Leftover::precious)
        .anyMatch(each -> each.what().startsWith("reader slow of the journal (ordinary): 10 ev"));
    assertThat(leftovers.of("event-store")).singleElement().matches(Leftovers.Leftover::precious);
    store.commit(journal.end());
    tidy();
    assertThat(leftovers.of("event-store")).singleElement().matches(each -> !each.precious());
    leftovers.purge("p", false);
    assertThat(leftovers.of("p")).isEmpty();
    assertThat(listed()).doesNotContain("slow", "second").contains("event-store");
    try (Stream<Path> files = Files.list(folder.resolve("places"))) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("event-store", "event-store.owner", "event-store.lease");
    }
    restart();
    assertThat(journal.offsets().all()).containsOnlyKeys("event-store");
  }
}
