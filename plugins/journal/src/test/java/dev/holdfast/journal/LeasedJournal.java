package dev.holdfast.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.journal.config.JournalConfig;
import dev.holdfast.journal.config.JournalConfigs;
import dev.holdfast.journal.log.Segment;
import dev.holdfast.spi.Alert;
import dev.holdfast.spi.Alert.Severity;
import dev.holdfast.spi.journal.Journal;
import dev.holdfast.spi.journal.JournalReader;
import dev.holdfast.spi.journal.JournalReader.Entry;
import dev.holdfast.spi.journal.Position;
import dev.holdfast.testkit.Events;
import dev.holdfast.testkit.PluginHarness;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/**
 * A journal whose readers are watched over: the retention is 6 h, the idle limit 1 h, the limit of
 * holding 24 h. The wall clock and the ticker are set apart, as when somebody sets the clock.
 */
class LeasedJournal {
  static final JournalConfig CONFIG = JournalConfigs.config(64 << 10, 1 << 20, Duration.ofHours(6));

  static final Duration ROUND = Duration.ofMinutes(1);

  @TempDir Path folder;
  final AtomicLong ticker = new AtomicLong(1);
  Instant now = Instant.parse("2026-06-21T12:00:00Z");
  PluginHarness harness;
  SegmentedJournal journal;
  JournalReader store;

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

  JournalReader open() {
    return journal.forPlugin("p").reader("slow");
  }

  void assertGap(JournalReader reader, Position from) throws Exception {
    List<Entry> entries = reader.read(1, Duration.ZERO);
    assertThat(reader.gap()).contains(new JournalReader.Gap(from, entries.getFirst().position()));
    assertThat(entries.getFirst().position()).isEqualTo(journal.start());
  }

  /** Both clocks go on, and the housekeeper works. */
  void pass(Duration time) throws Exception {
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
  void standStill(Duration time) {
    now = now.plus(time);
    ticker.addAndGet(time.toNanos());
  }

  void live(Duration time, JournalReader reader) throws Exception {
    for (Duration left = time; left.isPositive(); left = left.minusMinutes(30)) {
      pass(Duration.ofMinutes(30));
      reader.commit(reader.place());
    }
  }

  /** Until one more is sealed. */
  void fillSegment() throws Exception {
    long before = sealed();
    while (sealed() == before) {
      store(20);
    }
  }

  long sealed() {
    return journal.log().segments().stream().filter(Segment::sealed).count();
  }

  List<Long> bases() {
    return journal.log().segments().stream().map(Segment::base).toList();
  }

  void restart() throws Exception {
    harness.close();
    start();
  }

  void append(int events) throws Exception {
    CompletableFuture<Position> future = journal.append(Events.range("a", 0, events));
    harness.step("committer");
    assertThat(future).isCompleted();
  }

  /** The store consumes them at once. */
  void store(int events) throws Exception {
    append(events);
    store.commit(journal.end());
  }

  void tidy() throws Exception {
    harness.step("housekeeper");
  }

  String said(String alert) {
    Alert raised = Objects.requireNonNull(harness.alerts().get(alert));
    assertThat(raised.severity()).isEqualTo(Severity.WARNING);
    return raised.problem().sentence();
  }

  int status(String method, String reader) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(harness.uri("/admin/journal/readers/" + reader))
              .method(method, BodyPublishers.noBody())
              .build();
      return client.send(request, BodyHandlers.ofString(UTF_8)).statusCode();
    }
  }

  String listed() throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request = HttpRequest.newBuilder(harness.uri("/admin/journal/readers")).build();
      return client.send(request, BodyHandlers.ofString(UTF_8)).body();
    }
  }
}
