package dev.holdfast.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.holdfast.ingest.config.IngestConfig;
import dev.holdfast.ingest.envelope.Outcome;
import dev.holdfast.spi.Health;
import dev.holdfast.spi.Problem;
import dev.holdfast.spi.ProblemException;
import dev.holdfast.spi.journal.Event;
import dev.holdfast.spi.journal.Journal;
import dev.holdfast.spi.journal.JournalFull;
import dev.holdfast.spi.journal.Position;
import dev.holdfast.testkit.InMemoryJournal;
import dev.holdfast.testkit.ManualClock;
import dev.holdfast.testkit.PluginHarness;
import dev.holdfast.testkit.RecordingSession;
import io.helidon.health.HealthCheckResponse;
import java.lang.ref.WeakReference;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class IngestSessionTest {
  private final JournalFull full =
      new JournalFull(
          new Problem("HF-JRN-001", 503, "The journal is full", "", ""), Duration.ofSeconds(3));
  private static final String V1 = "holdfast.v1";

  private final InMemoryJournal journal = new InMemoryJournal();
  private final ManualClock clock = new ManualClock();
  private @Nullable PluginHarness harness;

  private RecordingSession connect(IngestConfig config, @Nullable String subprotocol)
      throws Exception {
    return start(config).connect("/ingest", subprotocol);
  }

  private PluginHarness start(IngestConfig config) throws Exception {
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

  private PluginHarness harness() {
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

  private static String event(int id) {
    return "{\"specversion\":\"1.0\",\"id\":\"" + id + "\",\"source\":\"s\",\"type\":\"t\"}";
  }

  private static String events(int from, int to) {
    StringBuilder json = new StringBuilder("[");
    for (int id = from; id <= to; id++) {
      json.append(id == from ? "" : ",").append(event(id));
    }
    return json.append(']').toString();
  }

  private static String ack(int upTo) {
    return "{\"ack\":{\"upTo\":" + upTo + "}}";
  }

  private List<String> ids() {
    return journal.events().stream().map(Event::id).toList();
  }

  @Test
  void acknowledgesWhatIsSafeAndNothingElse() throws Exception {
    journal.holdCommits();
    RecordingSession session = connect(Configs.defaults(), V1);
    session.receive(event(1), events(2, 4));
    session.receive(event(5));
    assertThat(journal.waiting()).containsExactly(4, 1);
    assertThat(session.sent()).isEmpty();

    journal.commitNext();
    assertThat(session.sent()).containsExactly(ack(4));
    journal.commitNext();
    assertThat(session.sent()).containsExactly(ack(4), ack(5));
    assertThat(ids()).containsExactly("1", "2", "3", "4", "5");
  }

  /**
   * The journal encodes events at once; held here too, they would cost memory that nobody counts.
   */
  @Test
  void holdsNoEventASecondTimeWhileTheJournalWaitsForItsDisk() throws Exception {
    List<WeakReference<Event>> handedOver = new ArrayList<>();
    Journal hanging =
        (Journal)
            Proxy.newProxyInstance(
                Journal.class.getClassLoader(),
                new Class<?>[] {Journal.class},
                (proxy, method, arguments) -> {
                  for (Object event : (List<?>) arguments[0]) {
                    handedOver.add(new WeakReference<>((Event) event));
                  }
                  return new CompletableFuture<Position>();
                });
    try (PluginHarness started =
        PluginHarness.of(new IngestPlugin(clock::nanoTime))
            .config(Configs.defaults())
            .clock(clock)
            .offering(Journal.class, hanging)
            .steppingByHand()) {
      started.start();
      RecordingSession session = started.connect("/ingest", V1);
      session.receive(events(1, 3));
      assertThat(handedOver).hasSize(3);
      await()
          .untilAsserted(() -> {
            System.gc();
            assertThat(handedOver).allMatch(event -> event.get() == null);
          });
      assertThat(session.isClosed()).isFalse();
    }
  }

  @Test
  void joinsAcksWhileTheClientDoesNotReadThem() throws Exception {
    RecordingSession session = connect(Configs.defaults(), V1);
    session.stopWriting();
    for (int i = 1; i <= 50; i++) {
      session.receive(event(i));
    }
    harness().step("acks");
    session.resumeWriting();
    assertThat(session.sent()).containsExactly(ack(1));
    harness().step("acks");
    assertThat(session.sent()).containsExactly(ack(1), ack(50));
  }

  @Test
  void refusedEventsKeepTheirNumbersAndLaterAcksPassThem() throws Exception {
    RecordingSession session = connect(Configs.defaults(), V1);
    session.receive(event(1), "[" + event(2) + ",3," + event(4) + "]", "{broken", event(6));

    assertThat(session.sent()).hasSize(3);
    assertThat(session.sent().get(0)).startsWith("{\"nack\":{\"event\":3,\"code\":\"HF-ING-004\"");
    assertThat(session.sent().get(1))
        .startsWith("{\"nack\":{\"event\":5,\"code\":\"HF-ING-001\"")
        .doesNotContain("retryAfterMs");
    assertThat(session.sent().get(2)).isEqualTo(ack(6));
    assertThat(ids()).containsExactly("1", "2", "4", "6");
    session.receive("[]", "7");
    session.receive(event(8));
    assertThat(session.sent().get(3)).startsWith("{\"nack\":{\"event\":7,");
    assertThat(session.sent().get(4)).isEqualTo(ack(8));
  }

  @Test
  void closesAfterABrokenArrayAndKeepsWhatWasBefore() throws Exception {
    RecordingSession session = connect(Configs.defaults(), V1);
    session.receive(event(1), "[" + event(2) + ",{]", event(3));

    assertThat(session.sent())
        .anySatisfy(frame -> assertThat(frame).startsWith("{\"nack\":{\"event\":2,"));
    assertThat(session.closeCode()).isEqualTo(1008);
    assertThat(session.closeReason()).startsWith("HF-ING-001 ");
    assertThat(ids()).containsExactly("1");
  }

  @Test
  void answersACloseWhenAllThatWasSentIsSafe() throws Exception {
    start(Configs.defaults());
    for (String subprotocol : new @Nullable String[] {V1, "cloudevents.json", null}) {
      journal.holdCommits();
      RecordingSession session = harness().connect("/ingest", subprotocol);
      session.receive(event(1), event(2));
      session.receive(event(3));
      session.leave();
      journal.commitNext();
      assertThat(session.isClosed()).isFalse();
      journal.commitNext();
      assertThat(session.closeCode()).isEqualTo(1000);
      assertThat(session.sent()).hasSize(V1.equals(subprotocol) ? 2 : 0);
      if (V1.equals(subprotocol)) {
        assertThat(session.sent()).endsWith(ack(3));
      }
    }
    assertThat(ids()).hasSize(9);
  }

  @Test
  void sendsTheLastAckInFrontOfTheCloseAlsoToAClientThatReadsSlowly() throws Exception {
    journal.holdCommits();
    RecordingSession session = connect(Configs.defaults(), V1);
    session.receive(event(1));
    session.receive(event(2));
    session.stopWriting();
    session.leave();
    journal.commit();
    session.resumeWriting();
    assertThat(session.sent()).endsWith(ack(2));
    assertThat(session.closeCode()).isEqualTo(1000);
  }

  @Test
  void doesNotAnswerWithTheCodeOfSuccessWhatIsNotKept() throws Exception {
    start(Configs.defaults());
    for (String subprotocol : new @Nullable String[] {"cloudevents.json", null}) {
      journal.holdCommits();
      RecordingSession session = harness().connect("/ingest", subprotocol);
      session.receive(event(1));
      session.receive(event(2));
      session.leave();
      journal.failNext(full);
      journal.commitNext();
      assertThat(session.closeCode()).isEqualTo(1013);
      assertThat(session.closeReason()).startsWith("HF-JRN-001 ");
    }
  }

  @Test
  void acknowledgesWhatWasGoodBeforeItClosesForWhatIsNot() throws Exception {
    journal.holdCommits();
    RecordingSession session = connect(Configs.defaults(), V1);
    session.receive(event(1), event(2), "[{]", event(4));
    session.receive(event(5));
    journal.commit();
    assertThat(session.sent()).endsWith(ack(3)); // The third has its nack.
    assertThat(session.closeCode()).isEqualTo(1008);
    assertThat(ids()).containsExactly("1", "2");
    assertThat(harness().meter("holdfast_events_refused", "reason", "closed")).isEqualTo(2);
  }

  @Test
  void countsWhatComesBehindTheCauseOfAClose() throws Exception {
    journal.holdCommits();
    RecordingSession session = connect(Configs.defaults(), "cloudevents.json");
    session.receive(event(1));
    session.receive(event(2));
    journal.failNext(full);
    assertThat(session.closeCode()).isEqualTo(1013);
    session.receive(event(3), event(4));
    journal.commit();
    assertThat(ids()).containsExactly("2");
    assertThat(harness().meter("holdfast_events_refused", "reason", "closed")).isEqualTo(2);
  }

  @Test
  void nacksEachEventThatAFullJournalRefuses() throws Exception {
    journal.holdCommits();
    RecordingSession session = connect(Configs.defaults(), V1);
    session.receive(event(1), "0", event(3));
    session.receive(event(4));
    journal.failNext(full);

    assertThat(session.sent()).hasSize(3);
    assertThat(session.sent().get(1))
        .isEqualTo(
            "{\"nack\":{\"event\":1,\"code\":\"HF-JRN-001\",\"reason\":\"The journal is full\","
                + "\"retryAfterMs\":3000}}");
    assertThat(session.sent().get(2)).startsWith("{\"nack\":{\"event\":3,");
    assertThat(harness().health("accepting").details()).containsEntry(Health.DEGRADED, true);

    journal.commitNext();
    assertThat(session.sent().get(3)).isEqualTo(ack(4));
    assertThat(harness().health("accepting").details()).doesNotContainKey(Health.DEGRADED);
    assertThat(harness().meter("holdfast_events_refused", "reason", "journal-full")).isEqualTo(2);
  }

  @Test
  void aRefusalThatOvertakesDoesNotAcknowledgeWhatStillWaits() throws Exception {
    journal.holdCommits();
    RecordingSession session = connect(Configs.defaults(), V1);
    session.receive(event(1));
    journal.refuse(full);
    session.receive(event(2));
    journal.accept();
    session.receive(event(3));

    assertThat(session.sent()).singleElement().asString().startsWith("{\"nack\":{\"event\":2,");
    journal.commitNext();
    assertThat(session.sent()).endsWith(ack(1));
    journal.commitNext();
    assertThat(session.sent()).endsWith(ack(1), ack(3));
  }

  @Test
  void closesWhereNothingElseCanSayThatTheJournalIsFull() throws Exception {
    journal.refuse(full);
    for (String subprotocol : new @Nullable String[] {"cloudevents.json", null}) {
      if (harness != null) {
        harness.close();
      }
      RecordingSession session = connect(Configs.defaults(), subprotocol);
      session.receive(event(1));
      assertThat(session.closeCode()).isEqualTo(1013);
      assertThat(session.closeReason()).startsWith("HF-JRN-001 ");
      assertThat(session.sent()).isEmpty();
    }
  }

  @Test
  void takesOneStrictEventAMessageFromCloudEventsClients() throws Exception {
    RecordingSession session = connect(Configs.defaults(), "cloudevents.json");
    session.receive(event(1), event(2));
    assertThat(session.sent()).isEmpty();
    session.receive(event(3), "[" + event(4) + "]", event(5));
    assertThat(session.closeCode()).isEqualTo(1008);
    assertThat(session.closeReason()).startsWith("HF-ING-004 ");
    assertThat(ids()).containsExactly("1", "2", "3");
  }

  @Test
  void takesAnyJsonFromClientsWithoutASubprotocol() throws Exception {
    RecordingSession session = connect(Configs.defaults(), null);
    session.receive("{\"type\":\"a\",\"x\":1}", "[1,2]", "3", event(4));
    assertThat(session.isClosed()).isFalse();
    assertThat(journal.events()).hasSize(4);
    assertThat(new String(journal.events().get(1).data(), UTF_8)).isEqualTo("[1,2]");
    assertThat(ids().subList(0, 3)).doesNotHaveDuplicates();
    session.receive("{");
    assertThat(session.closeCode()).isEqualTo(1008);
  }

  @Test
  void refusesBinaryMessagesAndLargeEvents() throws Exception {
    RecordingSession binary = connect(Configs.defaults(), V1);
    binary.receiveBinary(new byte[] {1});
    assertThat(binary.closeCode()).isEqualTo(1003);

    RecordingSession large = harness().connect("/ingest", "cloudevents.json");
    large.receive(event(1).replace("}", ",\"data\":\"" + "x".repeat(3000) + "\"}"));
    assertThat(large.closeCode()).isEqualTo(1009);
    assertThat(harness().meter("holdfast_ingest_sessions")).isZero();
  }

  @Test
  void limitsTheRate() throws Exception {
    RecordingSession session = connect(Configs.rate(10), V1);
    session.receive(events(1, 15), event(16));
    assertThat(session.sent().getFirst())
        .startsWith("{\"nack\":{\"event\":16,\"code\":\"HF-ING-005\"")
        .endsWith("\"retryAfterMs\":600}}");
    clock.advance(Duration.ofMillis(600));
    session.receive(event(16));
    assertThat(session.sent()).endsWith(ack(17));

    RecordingSession mute = harness().connect("/ingest", null);
    for (int i = 0; i < 11; i++) {
      mute.receive("1");
    }
    assertThat(mute.closeCode()).isEqualTo(4429);
  }

  @Test
  void holdsTheReaderBackUntilTheDiskHasCaughtUp() throws Exception {
    journal.holdCommits();
    RecordingSession session = connect(Configs.window(3, Duration.ofSeconds(30)), V1);
    session.receive(events(1, 3));
    Thread reader = Thread.ofPlatform().start(() -> session.receive(event(4)));
    await().until(() -> harness().meter("holdfast_ingest_held_back") == 1);
    assertThat(harness().health("accepting").status()).isEqualTo(HealthCheckResponse.Status.UP);
    assertThat(harness().health("accepting").details()).containsEntry(Health.DEGRADED, true);

    journal.commitNext();
    reader.join();
    assertThat(session.isClosed()).isFalse();
    assertThat(harness().meter("holdfast_ingest_held_back")).isZero();
  }

  @Test
  void boundsWhatIsRefusedBehindAGroupThatHangs() throws Exception {
    journal.holdCommits();
    RecordingSession session = connect(Configs.window(3, Duration.ofMillis(20)), V1);
    session.receive(event(1));
    journal.refuse(full);
    for (int i = 2; i <= 4 && !session.isClosed(); i++) {
      session.receive(event(i));
    }
    assertThat(session.closeCode()).isEqualTo(1013);
    journal.accept();
  }

  @Test
  void closesAConnectionThatIsHeldBackForTooLong() throws Exception {
    journal.holdCommits();
    RecordingSession session = connect(Configs.window(3, Duration.ofMillis(20)), V1);
    session.receive(events(1, 4));
    assertThat(session.closeCode()).isEqualTo(1013);
    assertThat(session.closeReason()).startsWith("HF-ING-007 ");
    journal.commit();
    assertThat(ids()).hasSize(4);
  }

  @Test
  void letsAHeldReaderGoWhenTheConnectionIsLost() throws Exception {
    journal.holdCommits();
    RecordingSession session = connect(Configs.window(3, Duration.ofSeconds(30)), V1);
    Thread reader = Thread.ofPlatform().start(() -> session.receive(events(1, 4)));
    await().until(() -> harness().meter("holdfast_ingest_held_back") == 1);
    session.disconnect();
    reader.join();
    assertThat(harness().meter("holdfast_ingest_sessions")).isZero();
    journal.commit();
    assertThat(session.sent()).isEmpty();
    assertThat(ids()).hasSize(4);
  }

  @Test
  void closesAClientThatDoesNotReadItsNacks() throws Exception {
    RecordingSession session = connect(Configs.defaults(), V1);
    session.stopWriting();
    session.limitQueue(200);
    session.receive("1", "2", "3", event(4));
    assertThat(session.closeCode()).isEqualTo(1013);
    assertThat(session.sent()).noneMatch(frame -> frame.contains("ack\":{\"upTo"));
  }

  @Test
  void acksOnlyGrowAndEndAtTheLastEventWhileOtherThreadsCommit() throws Exception {
    journal.holdCommits();
    PluginHarness running =
        PluginHarness.of(new IngestPlugin(clock::nanoTime))
            .config(Configs.window(50, Duration.ofSeconds(30)))
            .offering(Journal.class, journal);
    harness = running;
    running.start();
    RecordingSession session = running.connect("/ingest", V1);
    AtomicBoolean done = new AtomicBoolean();
    Thread disk =
        Thread.ofPlatform()
            .start(() -> {
              while (!done.get()) {
                session.stopWriting();
                journal.commit();
                session.resumeWriting();
              }
            });
    for (int i = 1; i <= 3_000; i += 3) {
      session.receive(event(i), i % 4 == 0 ? "0" : event(i + 1), event(i + 2));
    }
    await().until(() -> session.sent().contains(ack(3_000)));
    done.set(true);
    disk.join();

    List<Integer> acks =
        session.sent().stream()
            .filter(frame -> frame.startsWith("{\"ack\""))
            .map(frame -> Integer.parseInt(frame.replaceAll("\\D", "")))
            .toList();
    assertThat(acks).isSorted().doesNotHaveDuplicates().endsWith(3_000);
    assertThat(ids()).hasSize(2_750);
  }

  @Test
  void doesNotOfferToTryAgainWhatCanNeverBeKept() throws Exception {
    Problem tooLarge = new Problem("HF-JRN-009", 413, "The event is too large", "", "");
    journal.refuse(new ProblemException(tooLarge));
    RecordingSession session = connect(Configs.defaults(), V1);
    session.receive(event(1));
    assertThat(session.sent()).singleElement().asString().doesNotContain("retryAfterMs");
  }

  @Test
  void refusesToStartWithABrokenPointer() {
    IngestConfig.Wrap wrap =
        new IngestConfig.Wrap("source", "unknown", "/type", "event", "/id", "/time", "/subject");
    assertThatThrownBy(() -> start(Configs.wrap(wrap))).hasMessageContaining("HF-ING-014");
    harness = null;
  }

  @Test
  void survivesWhateverIsSent() throws Exception {
    Random random = new Random(20260621);
    String[] seeds = {
      event(1),
      events(1, 3),
      "{\"type\":\"x\",\"data\":{\"a\":[1.5e3,\"\\u00e9\\ud83d\\ude00\",null,true]}}",
      "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"s\",\"type\":\"t\",\"time\":"
          + "\"2026-01-01T00:00:00.5Z\",\"data_base64\":\"AAA=\",\"ext\":\"v\"}"
    };
    PluginHarness running = start(Configs.defaults());
    RecordingSession session = running.connect("/ingest", V1);
    for (int i = 0; i < 20_000; i++) {
      if (session.isClosed()) {
        assertThat(session.closeCode()).isIn(1008, 1009);
        session = running.connect("/ingest", i % 3 == 0 ? V1 : i % 3 == 1 ? null : V1);
      }
      session.receive(mutate(seeds[random.nextInt(seeds.length)].getBytes(UTF_8), random));
    }
    session.receive(event(1));
    assertThat(journal.events()).isNotEmpty();
  }

  private static byte[] mutate(byte[] message, Random random) {
    for (int i = random.nextInt(4); i > 0; i--) {
      int at = random.nextInt(message.length);
      switch (random.nextInt(3)) {
        case 0 -> message[at] = (byte) random.nextInt(256);
        case 1 -> message[at] = (byte) "{}[]\",:\\0-e\u0000".charAt(random.nextInt(12));
        default -> {
          int length = Math.min(random.nextInt(8), message.length - at);
          System.arraycopy(message, at, message, random.nextInt(message.length - length), length);
        }
      }
    }
    return message;
  }
}
