package dev.holdfast.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.spi.journal.JournalReader;
import dev.holdfast.spi.journal.Position;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What an ordinary reader holds, and for how long. */
final class ReaderLeaseTest extends LeasedJournal {
  @Test
  void aReaderThatLivesKeepsWhatItHasNotRead() throws Exception {
    try (JournalReader slow = open()) {
      Position start = journal.start();
      for (int hour = 0; hour < 23; hour++) {
        store(100);
        pass(Duration.ofHours(1));
        slow.commit(slow.place());
        tidy();
      }
      assertThat(journal.start()).isEqualTo(start);
      assertThat(slow.read(1, Duration.ZERO).getFirst().position()).isEqualTo(start);
      assertThat(slow.gap()).isEmpty();
    }
  }

  @Test
  void readingIsALifeSignAndSoIsACommit() throws Exception {
    try (JournalReader slow = open()) {
      store(100);
      pass(Duration.ofMinutes(59));
      assertThat(slow.read(1, Duration.ZERO)).hasSize(1);
      pass(Duration.ofMinutes(59));
      tidy();
      assertThat(journal.offsets().lease("slow").ended()).isEmpty();
      slow.commit(slow.place());
      pass(Duration.ofMinutes(59));
      tidy();
      assertThat(journal.offsets().lease("slow").ended()).isEmpty();
      assertThat(journal.offsets().lease("slow").lastSeen(now))
          .contains(now.minus(Duration.ofMinutes(59)));
    }
  }

  @Test
  void aReaderThatIsGoneIsDetachedAndIsToldItsGapWhenItReturns() throws Exception {
    open().close();
    store(2000);
    pass(Duration.ofMinutes(61));
    tidy();
    assertThat(listed()).contains("it was not seen for longer than reader-idle-limit");
    Position start = journal.start();
    pass(Duration.ofHours(6));
    store(10);
    tidy();
    assertThat(journal.start()).isGreaterThan(start);
    try (JournalReader back = open()) {
      assertGap(back, start);
      assertThat(journal.offsets().lease("slow").ended()).isEmpty();
    }
  }

  @Test
  void aReaderThatReturnsBeforeAnythingWasDeletedHasNoGapAndHoldsAgain() throws Exception {
    open().close();
    store(2000);
    store(10);
    Position start = journal.start();
    pass(Duration.ofHours(5));
    tidy();
    try (JournalReader back = open()) {
      for (int i = 0; i < 4; i++) {
        pass(Duration.ofMinutes(59));
        assertThat(back.read(1, Duration.ZERO)).hasSize(1);
        assertThat(back.gap()).isEmpty();
        tidy();
      }
      assertThat(journal.start()).isEqualTo(start);
    }
  }

  @Test
  void noEventIsHeldForLongerThanTheLimitOfHolding() throws Exception {
    try (JournalReader slow = open()) {
      store(2000);
      store(10);
      Position start = journal.start();
      for (int hour = 0; hour < 24; hour++) {
        pass(Duration.ofHours(1));
        slow.commit(slow.place());
      }
      tidy();
      assertThat(journal.start()).isEqualTo(start);
      pass(Duration.ofSeconds(1));
      tidy();
      assertThat(journal.start()).isGreaterThan(start);
      assertThat(listed()).contains("older than reader-hold-limit");
      store(10);
      assertGap(slow, start);
    }
  }

  @Test
  void theSizeLimitWinsAndNoProducerIsRefused() throws Exception {
    try (JournalReader slow = open();
        JournalReader fast = journal.forPlugin("fast").reader("fast")) {
      Position start = journal.start();
      for (int i = 0; i < 200; i++) {
        store(100);
        slow.commit(slow.place());
        fast.commit(journal.end());
        assertThat(journal.log().bytes()).isLessThanOrEqualTo(CONFIG.maxSize().bytes());
      }
      assertThat(journal.start()).isGreaterThan(start);
      assertThat(journal.offsets().lease("slow").endedLately())
          .hasValueSatisfying(end -> assertThat(end.why()).contains("needs the space"));
      assertThat(journal.offsets().lease("fast").endedLately()).isEmpty();
      assertGap(slow, start);
    }
  }

  @Test
  void afterARestartItHasTheWholeLimitAgainAndADetachedOneStaysDetached() throws Exception {
    open().close();
    journal.forPlugin("other").reader("other").close();
    store(2000);
    pass(Duration.ofMinutes(50));
    try (JournalReader again = open()) {
      again.commit(again.place());
    }
    pass(Duration.ofMinutes(20));
    tidy();
    assertThat(journal.offsets().lease("other").ended()).isPresent();
    Instant seen = now.minus(Duration.ofMinutes(20));
    restart();
    pass(Duration.ofMinutes(59));
    tidy();
    assertThat(journal.offsets().lease("slow").ended()).isEmpty();
    assertThat(journal.offsets().lease("slow").lastSeen(now)).contains(seen);
    assertThat(journal.offsets().lease("other").ended()).isPresent();
    pass(Duration.ofMinutes(2));
    tidy();
    assertThat(journal.offsets().lease("slow").ended()).isPresent();
    assertThat(journal.offsets().owner("slow")).isEqualTo("p");
  }

  @Test
  void aLeaseThatIsDamagedBeginsAnew() throws Exception {
    open().close();
    pass(Duration.ofMinutes(61));
    tidy();
    harness.close();
    Files.writeString(folder.resolve("places/slow.lease"), "2026-13-77 nonsense");
    start();
    tidy();
    assertThat(journal.offsets().lease("slow").ended()).isEmpty();
    pass(Duration.ofMinutes(61));
    tidy();
    assertThat(journal.offsets().lease("slow").ended()).isPresent();
  }

  @Test
  void aClockThatIsSetEndsNoLeaseAndDeletesNothingThatIsHeld() throws Exception {
    open().close();
    store(2000);
    store(10);
    Position start = journal.start();
    for (Duration jump : List.of(Duration.ofDays(3650), Duration.ofDays(-7000))) {
      now = now.plus(jump);
      for (int minute = 0; minute < 29; minute++) {
        ticker.addAndGet(ROUND.toNanos());
        tidy();
      }
      assertThat(journal.offsets().lease("slow").ended()).isEmpty();
      assertThat(journal.start()).isEqualTo(start);
    }
  }

  @Test
  void aClockThatStandsStillProlongsNoLease() throws Exception {
    open().close();
    store(2000);
    for (int minute = 0; minute < 61; minute++) {
      ticker.addAndGet(ROUND.toNanos());
      tidy();
    }
    assertThat(journal.offsets().lease("slow").ended()).isPresent();
  }

  @Test
  void eventsThatAreTooOldCostALivingReaderOneSegmentAndNoMore() throws Exception {
    try (JournalReader slow = open()) {
      for (int i = 0; i < 6; i++) {
        fillSegment();
        live(Duration.ofHours(4), slow);
      }
      List<Long> before = bases();
      pass(Duration.ofMinutes(1));
      assertThat(bases()).containsExactlyElementsOf(before.subList(1, before.size()));
      pass(Duration.ofMinutes(50));
      assertThat(bases()).containsExactlyElementsOf(before.subList(1, before.size()));
      assertThat(listed())
          .contains("\"holds\":true,\"detached\":\"the events that it has not read");
    }
  }

  @Test
  void whatTheSpaceWasNeededForCostsALivingReaderNoMoreThanThat() throws Exception {
    try (JournalReader slow = open()) {
      for (int i = 0; i < 8; i++) {
        fillSegment();
      }
      live(Duration.ofHours(7), slow);
      long start = journal.log().start();
      while (journal.log().start() == start) {
        store(20);
      }
      List<Long> left = bases();
      tidy();
      assertThat(bases()).isEqualTo(left).hasSizeGreaterThan(8);
    }
  }

  @Test
  void whileTheProcessStandsStillNobodyIsDetached() throws Exception {
    try (JournalReader slow = open()) {
      store(2000);
      store(10);
      Position start = journal.start();
      for (Duration still : List.of(Duration.ofHours(8), Duration.ofDays(3))) {
        standStill(still);
        tidy();
        pass(Duration.ofMinutes(59));
        assertThat(journal.offsets().lease("slow").ended()).isEmpty();
        assertThat(journal.start()).isEqualTo(start);
        assertThat(slow.read(1, Duration.ZERO)).hasSize(1);
        assertThat(slow.gap()).isEmpty();
      }
      pass(Duration.ofMinutes(2));
      assertThat(journal.start()).isGreaterThan(start);
    }
  }

  @Test
  @Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void theHousekeeperWaitsForNoReaderThatWaits() throws Exception {
    try (JournalReader slow = open()) {
      Thread reading =
          Thread.ofPlatform()
              .start(() -> {
                try {
                  var _ = slow.read(1, Duration.ofDays(1));
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              });
      while (reading.getState() != Thread.State.TIMED_WAITING) {
        Thread.onSpinWait();
      }
      pass(Duration.ofMinutes(2));
      reading.interrupt();
      reading.join();
    }
  }

  @Test
  void theReaderOfAStoreIsNeverDetached() throws Exception {
    store.close();
    append(2000);
    append(10);
    Position start = journal.start();
    standStill(Duration.ofDays(30));
    pass(Duration.ofHours(2));
    tidy();
    assertThat(journal.start()).isEqualTo(start);
    assertThat(journal.offsets().lease("event-store").ended()).isEmpty();
    assertThat(listed()).contains("\"class\":\"store\",\"holds\":true,\"detached\":\"\"");
    assertThat(harness.alerts()).doesNotContainKeys("readers-detaching", "readers-detached");
  }

  @Test
  void aReaderWithoutEventsGivesItsBufferBack() throws Exception {
    try (JournalReader reader = open()) {
      store(10);
      assertThat(reader.read(100, Duration.ZERO)).hasSize(10);
      assertThat(reader.read(100, Duration.ZERO)).isEmpty();
      assertThat(journal.readers().isReleased("slow")).isFalse();
      standStill(Duration.ofSeconds(10));
      assertThat(reader.read(100, Duration.ZERO)).isEmpty();
      assertThat(journal.readers().isReleased("slow")).isTrue();
      store(10);
      assertThat(reader.read(100, Duration.ZERO)).hasSize(10);
      pass(Duration.ofSeconds(10));
      assertThat(journal.readers().isReleased("slow")).isTrue();
      store(10);
      assertThat(reader.read(100, Duration.ZERO)).hasSize(10);
      assertThat(reader.gap()).isEmpty();
    }
  }
}
