package dev.holdfast.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.spi.Health;
import dev.holdfast.spi.Problem;
import dev.holdfast.spi.ProblemException;
import dev.holdfast.testkit.RecordingSession;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Events that are not kept: by nack, or by a close where there are none. */
final class SessionRefusalsTest extends SessionFixture {
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
  void doesNotOfferToTryAgainWhatCanNeverBeKept() throws Exception {
    Problem tooLarge = new Problem("HF-JRN-009", 413, "The event is too large", "", "");
    journal.refuse(new ProblemException(tooLarge));
    RecordingSession session = connect(Configs.defaults(), V1);
    session.receive(event(1));
    assertThat(session.sent()).singleElement().asString().doesNotContain("retryAfterMs");
  }
}
