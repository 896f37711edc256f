package dev.holdfast.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.holdfast.ingest.config.IngestConfig;
import dev.holdfast.spi.journal.Event;
import dev.holdfast.spi.journal.Journal;
import dev.holdfast.spi.journal.Position;
import dev.holdfast.testkit.PluginHarness;
import dev.holdfast.testkit.RecordingSession;
import java.lang.ref.WeakReference;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is taken, and acknowledged when it is safe. */
final class IngestSessionTest extends SessionFixture {
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
