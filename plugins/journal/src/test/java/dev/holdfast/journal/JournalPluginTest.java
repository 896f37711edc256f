package dev.holdfast.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import dev.holdfast.journal.commit.Refusals;
import dev.holdfast.journal.config.JournalConfig;
import dev.holdfast.journal.config.JournalConfigs;
import dev.holdfast.journal.deadletters.DeadLetter;
import dev.holdfast.journal.deadletters.Letters;
import dev.holdfast.journal.log.LocalDisk;
import dev.holdfast.spi.Alert;
import dev.holdfast.spi.Alert.Severity;
import dev.holdfast.spi.Health;
import dev.holdfast.spi.Plugin;
import dev.holdfast.spi.Problem;
import dev.holdfast.spi.ProblemException;
import dev.holdfast.spi.Role;
import dev.holdfast.spi.journal.Journal;
import dev.holdfast.spi.journal.JournalReader;
import dev.holdfast.spi.journal.JournalReader.Entry;
import dev.holdfast.spi.journal.Position;
import dev.holdfast.spi.journal.ReaderFenced;
import dev.holdfast.testkit.Events;
import dev.holdfast.testkit.PluginHarness;
import io.helidon.health.HealthCheckResponse;
import io.helidon.health.HealthCheckResponse.Status;
import java.io.InputStream;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The plugin as the kernel and its operators see it; the test turns the handles. */
final class JournalPluginTest {
  private static final Problem POISON =
      new Problem("HF-TEST-001", 500, "The event is \"poison\"", "its data", "");
  private static final JournalConfig CONFIG =
      JournalConfigs.config(256 << 10, 2 << 20, Duration.ofHours(6));

  @TempDir private Path folder;
  private final JournalPlugin plugin = new JournalPlugin();
  private Instant now = Instant.parse("2026-06-21T12:00:10Z");
  private PluginHarness harness;
  private SegmentedJournal journal;

  @BeforeEach
  void start() throws Exception {
    harness =
        PluginHarness.of(plugin).config(CONFIG).directory(folder).clock(() -> now).steppingByHand();
    harness.start();
    journal = (SegmentedJournal) harness.offered(Journal.class);
  }

  @AfterEach
  void stop() throws Exception {
    harness.close();
  }

  @Test
  void isFoundByTheServiceLoader() {
    assertThat(ServiceLoader.load(Plugin.class))
        .anyMatch(found -> found instanceof JournalPlugin && found.name().equals("journal"));
  }

  @Test
  void hasADefaultForEveryKey() throws Exception {
    try (InputStream in = JournalPlugin.class.getResourceAsStream("/reference.conf")) {
      String text = new String(Objects.requireNonNull(in).readAllBytes(), UTF_8);
      for (RecordComponent component : JournalConfig.class.getRecordComponents()) {
        String key = component.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
        assertThat(text).contains("\n  " + key + " = ");
      }
    }
  }

  @Test
  void asksForItsMetersRoutesAndWorkers() throws Exception {
    journal.reader("event-store").close();
    tidy();
    assertThat(harness.meters())
        .contains(
            "holdfast_journal_bytes",
            "holdfast_journal_max_bytes",
            "holdfast_journal_appended_total",
            "holdfast_journal_fsync_seconds",
            "holdfast_journal_waiting_events",
            "holdfast_journal_damaged_total",
            "holdfast_journal_refused_total",
            "holdfast_journal_dead_letters_total");
    assertThat(harness.routes())
        .containsExactly(
            entry("/journal", Role.READ),
            entry("/admin/dead-letters", Role.ADMIN),
            entry("/admin/journal", Role.ADMIN));
    assertThat(harness.workers()).containsExactlyInAnyOrder("committer", "housekeeper");
  }

  @Test
  void tellsWhatWaitsForEachReader() throws Exception {
    try (JournalReader reader = journal.reader("event-store")) {
      append(0, 10);
      List<Entry> entries = reader.read(4, Duration.ZERO);
      reader.commit(entries.getLast().next());
      tidy();
      Map<String, Object> details = health().details();
      assertThat(details)
          .containsEntry("waiting-events-event-store", 6L)
          .containsEntry("oldest-waiting-seconds", 10L)
          .containsEntry("damaged", 0L)
          .containsEntry("durability", "fsynced")
          .containsKey("last-fsync-ms");
      assertThat(health().status()).isEqualTo(Status.UP);
      assertThat(journal.appended()).isEqualTo(10);
    }
  }

  @Test
  void warnsBeforeItIsFullAndSaysWhenItIs() throws Exception {
    try (JournalReader reader = journal.reader("event-store")) {
      fillTo(72);
      assertThat(health().details()).containsEntry(Health.DEGRADED, true);
      assertThat(harness.alerts().get("filling"))
          .isNotNull()
          .extracting(Alert::severity)
          .isEqualTo(Severity.WARNING);
      fillTo(92);
      assertThat(harness.alerts().get("filling"))
          .isNotNull()
          .extracting(Alert::severity)
          .isEqualTo(Severity.CRITICAL);
      while (append(0, 100)) {
        assertThat(journal.appended()).isLessThan(100_000);
      }
      tidy();
      assertThat(health().status()).isEqualTo(Status.DOWN);
      assertThat(harness.alerts()).containsKey("refusing");
      reader.commit(journal.end());
      assertThat(append(0, 10)).isTrue();
      tidy();
      tidy();
      assertThat(health().status()).isEqualTo(Status.UP);
      assertThat(health().details()).doesNotContainKey(Health.DEGRADED);
      assertThat(harness.alerts()).isEmpty();
    }
  }

  @Test
  void deletesWhatIsConsumedAndOldOnly() throws Exception {
    try (JournalReader reader = journal.reader("event-store")) {
      append(0, 3000);
      append(0, 3000);
      append(0, 10);
      Position start = journal.start();
      now = now.plus(Duration.ofHours(7));
      tidy();
      assertThat(journal.start()).isEqualTo(start);
      reader.commit(journal.end());
      now = now.minus(Duration.ofHours(2));
      tidy();
      assertThat(journal.start()).isEqualTo(start);
      now = now.plus(Duration.ofHours(2));
      assertThat(journal.retention().deletedSegments()).isZero();
      int before = journal.log().segments().size();
      tidy();
      assertThat(journal.start()).isGreaterThan(start);
      assertThat(journal.log().segments()).hasSize(1);
      assertThat(journal.retention().deletedSegments()).isEqualTo(before - 1);
    }
  }

  @Test
  void aReaderThatWasForgottenIsFencedAndUnknown() throws Exception {
    journal.reader("gone").close();
    try (JournalReader reader = journal.reader("event-store")) {
      assertThat(journal.readers().forget("event-store")).isTrue();
      assertThatThrownBy(() -> reader.read(1, Duration.ZERO))
          .isInstanceOf(ReaderFenced.class)
          .hasMessageContaining("HF-JRN-041")
          .hasMessageContaining("event-store was forgotten");
      assertThat(journal.readers().forget("gone")).isTrue();
      assertThat(journal.readers().forget("gone")).isFalse();
    }
  }

  /** As long as it may come, which the journal cannot know; a person can. */
  @Test
  void everythingIsHeldForAStoreThatNeverCameUntilItIsForgotten() throws Exception {
    journal.reader("event-store").close();
    while (append(0, 100)) {
      assertThat(journal.appended()).isLessThan(100_000);
    }
    assertThat(journal.readers().forget("event-store")).isTrue();
    assertThat(append(0, 100)).isTrue();
    harness.close();
    start();
    for (int i = 0; i < 100; i++) {
      assertThat(append(0, 100)).isTrue();
    }
    journal.reader("event-store").close();
    while (append(0, 100)) {
      assertThat(journal.appended()).isLessThan(100_000);
    }
  }

  @Test
  void namesTheReaderAndItsPluginBeforeItIsFullAndWhenItIs() throws Exception {
    Journal journals = journal.forPlugin("event-store");
    journals.reader("event-store").close();
    append(0, 1);
    now = now.plus(Duration.ofMinutes(90));
    fillTo(52);
    assertThat(String.valueOf(health().details().get(Health.REASON)))
        .contains("% of 2 MiB wait for the reader event-store of the plugin event-store")
        .contains("the oldest for 9");
    assertThat(Objects.requireNonNull(harness.alerts().get("filling")).problem().remedy())
        .contains("holdfast journal readers");
    fillTo(82);
    assertThat(Objects.requireNonNull(harness.alerts().get("filling")).severity())
        .isEqualTo(Severity.CRITICAL);
    while (append(0, 100)) {
      assertThat(journal.appended()).isLessThan(100_000);
    }
    assertThat(Objects.requireNonNull(journal.refusals().last()).sentence())
        .contains("HF-JRN-001", "wait for the reader event-store of the plugin event-store")
        .contains("holdfast journal forget NAME --force");
  }

  @Test
  void aReaderBelongsToThePluginThatOpenedItFirstAlsoAfterARestart() throws Exception {
    Journal first = journal.forPlugin("first");
    Journal second = journal.forPlugin("second");
    first.reader("weather").close();
    first.reader("weather").close();
    assertThatThrownBy(() -> second.reader("weather")).hasMessageContaining("HF-JRN-039");
    assertThatThrownBy(() -> second.reader("event-store")).hasMessageContaining("HF-JRN-039");
    journal.forPlugin("event-store").reader("event-store").close();
    harness.close();
    start();
    assertThatThrownBy(() -> journal.forPlugin("second").reader("weather"))
        .hasMessageContaining("belongs to another plugin")
        .hasMessageContaining("first");
    assertThat(journal.readers().forget("weather")).isTrue();
    journal.forPlugin("second").reader("weather").close();
  }

  @Test
  void refusesWhenTheQueueIsFull() {
    CompletableFuture<Position> last = new CompletableFuture<>();
    for (int i = 0; i < 100 && !last.isCompletedExceptionally(); i++) {
      last = journal.append(List.of(Events.sized("a", "1", 1_000_000)));
    }
    assertThat(last).isCompletedExceptionally();
    assertThat(journal.refusals().count(Refusals.Reason.QUEUE)).isEqualTo(1);
  }

  @Test
  void keepsDeadLettersOverARestart() throws Exception {
    try (JournalReader reader = journal.reader("event-store")) {
      for (int i = 0; i < 5; i++) {
        reader.deadLetter(Events.event("a", "bad" + i), POISON);
      }
    }
    harness.close();
    start();
    List<DeadLetter> letters = Letters.newest(journal.deadLetters(), 2);
    assertThat(letters).extracting(letter -> letter.event().id()).containsExactly("bad3", "bad4");
    assertThat(letters.getLast())
        .isEqualTo(new DeadLetter("event-store", now, POISON, Events.event("a", "bad4")));
  }

  @Test
  void refusesADeadLetterRatherThanDropOne() {
    try (JournalReader reader = journal.reader("event-store")) {
      assertThatThrownBy(
              () -> {
                for (int i = 0; i < 1000; i++) {
                  reader.deadLetter(Events.sized("a", "bad" + i, 5000), POISON);
                }
              })
          .isInstanceOfSatisfying(
              ProblemException.class, e -> assertThat(e.problem().code()).isEqualTo("HF-JRN-009"));
    }
    assertThat(journal.deadLetters().kept()).isGreaterThan(10);
    assertThat(journal.deadLetters().bytes()).isLessThanOrEqualTo(256 << 10);
  }

  @Test
  void keepsASecondJournalOutOfItsFolder() {
    assertThatThrownBy(() -> RunningJournal.open(new LocalDisk(), folder, CONFIG))
        .hasMessageContaining("HF-JRN-014");
  }

  @Test
  void survivesInterruptsOfItsWorker() throws Exception {
    for (int i = 0; i < 50; i++) {
      CompletableFuture<Position> future = journal.append(Events.range("a", i, i + 1));
      Thread.currentThread().interrupt();
      committer();
      assertThat(Thread.interrupted()).isTrue();
      assertThat(future).isCompleted();
    }
  }

  /** Appends a group and commits it; false when it was refused. */
  private boolean append(int from, int to) throws Exception {
    CompletableFuture<Position> future = journal.append(Events.range("a", from, to));
    committer();
    return !future.isCompletedExceptionally();
  }

  private void committer() throws Exception {
    harness.step("committer");
  }

  private void tidy() throws Exception {
    harness.step("housekeeper");
  }

  private void fillTo(int percent) throws Exception {
    while (journal.retention().waitingBytes() * 100 / CONFIG.maxSize().bytes() < percent) {
      append(0, 100);
    }
    tidy();
  }

  private HealthCheckResponse health() {
    return harness.health("journal");
  }
}
