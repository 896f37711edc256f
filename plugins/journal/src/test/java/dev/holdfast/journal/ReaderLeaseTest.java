package dev.holdfast.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.journal.config.JournalConfig;
import dev.holdfast.journal.config.JournalConfigs;
import dev.holdfast.journal.log.Segment;
import dev.holdfast.spi.Alert;
import dev.holdfast.spi.Alert.Severity;
import dev.holdfast.spi.journal.Journal;
import dev.holdfast.spi.journal.JournalReader;
import dev.holdfast.spi.journal.JournalReader.Entry;
import dev.holdfast.spi.journal.Position;
import dev.holdfast.spi.server.Leftovers;
import dev.holdfast.testkit.Events;
import dev.holdfast.testkit.PluginHarness;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What an ordinary reader holds, and for how long. The retention is 6 h, the idle limit 1 h, the
 * limit of holding 24 h; the wall clock and the ticker are set apart, as when somebody sets the
 * clock.
 */
final class ReaderLeaseTest {
  private static final JournalConfig CONFIG =
      JournalConfigs.config(64 << 10, 1 << 20, Duration.ofHours(6));

  private static final Duration ROUND = Duration.ofMinutes(1);

  @TempDir private Path folder;
  private final AtomicLong ticker = new AtomicLong(1);
  private Instant now = Instant.parse("2026-06-21T12:00:00Z");
  private PluginHarness harness;
  private SegmentedJournal journal;
  private JournalReader store;

  @BeforeEach
  void start() throws Exception {
    harness =
        PluginHarness.of(new JournalPlugin(ticker::get))
            .config(CONFIG)
            .directory(folder)
            .clock(() -> now)
            .steppingByHand();
    harness.start();
    journal = (SegmentedJournal) harness.offered(Journal.class);
    store = journal.forPlugin("event-store").reader("event-store");
  }

  @AfterEach
  void stop() throws Exception {
    harness.close();
  }

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

  private JournalReader open() {
    return journal.forPlugin("p").reader("slow");
  }

  private void assertGap(JournalReader reader, Position from) throws Exception {
    List<Entry> entries = reader.read(1, Duration.ZERO);
    assertThat(reader.gap()).contains(new JournalReader.Gap(from, entries.getFirst().position()));
    assertThat(entries.getFirst().position()).isEqualTo(journal.start());
  }

  /** Both clocks go on, and the housekeeper works. */
  private void pass(Duration time) throws Exception {
    Duration left = time;
    while (left.isPositive()) {
      Duration step = left.compareTo(ROUND) < 0 ? left : ROUND;
      standStill(step);
      assertThat(journal.tidy()).isNull();
      left = left.minus(step);
    }
    tidy();
  }

  /** Both clocks go on, and nothing else. */
  private void standStill(Duration time) {
    now = now.plus(time);
    ticker.addAndGet(time.toNanos());
  }

  private void live(Duration time, JournalReader reader) throws Exception {
    for (Duration left = time; left.isPositive(); left = left.minusMinutes(30)) {
      pass(Duration.ofMinutes(30));
      reader.commit(reader.place());
    }
  }

  /** Until one more is sealed. */
  private void fillSegment() throws Exception {
    long before = sealed();
    while (sealed() == before) {
      store(20);
    }
  }

  private long sealed() {
    return journal.log().segments().stream().filter(Segment::sealed).count();
  }

  private List<Long> bases() {
    return journal.log().segments().stream().map(Segment::base).toList();
  }

  private void restart() throws Exception {
    harness.close();
    start();
  }

  private void append(int events) throws Exception {
    CompletableFuture<Position> future = journal.append(Events.range("a", 0, events));
    harness.step("committer");
    assertThat(future).isCompleted();
  }

  /** The store consumes them at once. */
  private void store(int events) throws Exception {
    append(events);
    store.commit(journal.end());
  }

  private void tidy() throws Exception {
    harness.step("housekeeper");
  }

  private String said(String alert) {
    Alert raised = Objects.requireNonNull(harness.alerts().get(alert));
    assertThat(raised.severity()).isEqualTo(Severity.WARNING);
    return raised.problem().sentence();
  }

  private int status(String method, String reader) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(harness.uri("/admin/journal/readers/" + reader))
              .method(method, BodyPublishers.noBody())
              .build();
      return client.send(request, BodyHandlers.ofString(UTF_8)).statusCode();
    }
  }

  private String listed() throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request = HttpRequest.newBuilder(harness.uri("/admin/journal/readers")).build();
      return client.send(request, BodyHandlers.ofString(UTF_8)).body();
    }
  }
}
