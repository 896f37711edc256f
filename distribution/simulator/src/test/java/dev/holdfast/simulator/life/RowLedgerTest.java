package dev.holdfast.simulator.life;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.journal.deadletters.DeadLetter;
import dev.holdfast.simulator.BrokenPromise;
import dev.holdfast.simulator.Guarantee;
import dev.holdfast.simulator.SimulatedClock;
import dev.holdfast.spi.Problem;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Two events with one identity and other content. */
final class RowLedgerTest {
  private static final Problem TAKEN = new Problem("HF-TEST-001", 409, "It is taken", "", "");

  private final PromiseLedger promises = new PromiseLedger();
  private final RowLedger ledger = new RowLedger(promises);
  private final SentEvent first = send(0, 10);
  private final SentEvent rival = send(1, 20);

  private SentEvent send(int content, int letters) {
    SentEvent sent = promises.send(EventProducer.measured("/hut", "e1", letters), content, false);
    promises.acknowledge(sent, content + 1L);
    return sent;
  }

  private static DeadLetter letter(SentEvent event) {
    return new DeadLetter("event-store", SimulatedClock.START, TAKEN, event.event());
  }

  @Test
  void oneIsTheRowAndTheOtherADeadLetter() {
    List<DeadLetter> letters = List.of(letter(rival));
    assertThatCode(() -> ledger.check(List.of(first.event()), letters, true))
        .doesNotThrowAnyException();
  }

  @Test
  void bothMustNotBeDeadLetters() {
    List<DeadLetter> letters = List.of(letter(first), letter(rival));
    assertThatThrownBy(() -> ledger.check(List.of(), letters, true))
        .isInstanceOfSatisfying(
            BrokenPromise.class,
            broken -> {
              if (broken.promised() != Guarantee.DEAD_LETTERS) {
                throw broken;
              }
            });
    assertThatCode(() -> ledger.check(List.of(), letters, false)).doesNotThrowAnyException();
  }

  @Test
  void butForWhatTheJournalHasNoMore() {
    ledger.forgiveBefore(1);
    List<DeadLetter> letters = List.of(letter(first), letter(rival));
    assertThatCode(() -> ledger.check(List.of(), letters, true)).doesNotThrowAnyException();
  }
}
