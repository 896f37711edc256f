package dev.holdfast.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.spi.Health;
import dev.holdfast.testkit.RecordingSession;
import io.helidon.health.HealthCheckResponse;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What one client may send, and how fast. */
final class SessionLimitsTest extends SessionFixture {
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
}
