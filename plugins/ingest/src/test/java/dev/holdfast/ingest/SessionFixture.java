package dev.holdfast.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.ingest.config.IngestConfig;
import dev.holdfast.ingest.envelope.Outcome;
import dev.holdfast.spi.Problem;
import dev.holdfast.spi.journal.Event;
import dev.holdfast.spi.journal.Journal;
import dev.holdfast.spi.journal.JournalFull;
import dev.holdfast.testkit.InMemoryJournal;
import dev.holdfast.testkit.ManualClock;
import dev.holdfast.testkit.PluginHarness;
import dev.holdfast.testkit.RecordingSession;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/**
 * A started plugin with a journal that the test commits; behind each test the counts must balance.
 */
abstract class SessionFixture {
  static final String V1 = "holdfast.v1";

  final JournalFull full =
      new JournalFull(
          new Problem("HF-JRN-001", 503, "The journal is full", "", ""), Duration.ofSeconds(3));
  final InMemoryJournal journal = new InMemoryJournal();
  final ManualClock clock = new ManualClock();
  @Nullable PluginHarness harness;

  RecordingSession connect(IngestConfig config, @Nullable String subprotocol) throws Exception {
    return start(config).connect("/ingest", subprotocol);
  }

  PluginHarness start(IngestConfig config) throws Exception {
    PluginHarness started =
        PluginHarness.of(new IngestPlugin(clock::nanoTime))
            .config(config)
            .clock(clock)
            .offering(Journal.class, journal)
            .steppingByHand();
    harness = started;
    started.start();
    return started;
  }

  PluginHarness harness() {
    if (harness == null) {
      throw new IllegalStateException("not started");
    }
    return harness;
  }

  @AfterEach
  void countsBalanceAndEverythingIsTakenBack() throws Exception {
    if (harness == null) {
      return;
    }
    journal.commit();
    double received = 0;
    for (Protocol protocol : Protocol.values()) {
      received += harness.meter("holdfast_events_received", "protocol", protocol.label());
    }
    double refused = 0;
    for (Outcome.Reason reason : Outcome.Reason.values()) {
      refused += harness.meter("holdfast_events_refused", "reason", reason.label());
    }
    assertThat(harness.meter("holdfast_ingest_unacked")).isZero();
    assertThat(received).isEqualTo(harness.meter("holdfast_events_appended") + refused);
    assertThat(harness.meter("holdfast_events_appended")).isEqualTo(journal.events().size());
    harness.close();
  }

  static String event(int id) {
    return "{\"specversion\":\"1.0\",\"id\":\"" + id + "\",\"source\":\"s\",\"type\":\"t\"}";
  }

  static String events(int from, int to) {
    StringBuilder json = new StringBuilder("[");
    for (int id = from; id <= to; id++) {
      json.append(id == from ? "" : ",").append(event(id));
    }
    return json.append(']').toString();
  }

  static String ack(int upTo) {
    return "{\"ack\":{\"upTo\":" + upTo + "}}";
  }

  List<String> ids() {
    return journal.events().stream().map(Event::id).toList();
  }
}
