package dev.holdfast.simulator.life;

import dev.holdfast.journal.deadletters.DeadLetter;
import dev.holdfast.journal.deadletters.DeadLetters;
import dev.holdfast.journal.deadletters.DeadLetters.Choice;
import dev.holdfast.simulator.BrokenPromise;
import dev.holdfast.simulator.Guarantee;
import dev.holdfast.simulator.life.SentEvent.Identity;
import dev.holdfast.spi.journal.Event;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What became of the events behind the journal, compared with what was promised. */
final class RowLedger {
  private final PromiseLedger ledger;
  private final Set<Integer> forgiven = new HashSet<>();
  private final Set<Identity> forgivenIdentities = new HashSet<>();

  RowLedger(PromiseLedger ledger) {
    this.ledger = ledger;
  }

  /** It was told that events before this place are missing, for the journal has them no more. */
  void forgiveBefore(long start) {
    ledger
        .promised()
        .forEach((number, end) -> {
          if (end <= start) {
            forgiven.add(number);
            forgivenIdentities.add(ledger.sent(number).identity());
          }
        });
    // Also those that nobody was promised: they may have been rows.
    ledger
        .seenBefore(start)
        .forEach(number -> forgivenIdentities.add(ledger.sent(number).identity()));
  }

  /**
   * Compares.
   *
   * @param all whether everything must be stored by now
   */
  void check(List<Event> rows, DeadLetters letters, boolean all) throws IOException {
    List<DeadLetter> kept = new ArrayList<>();
    letters.read(
        letters.newest(Choice.ALL, Integer.MAX_VALUE, Long.MAX_VALUE),
        (at, letter) -> kept.add(letter));
    check(rows, kept, all);
  }

  /** The same with the dead letters at hand. */
  void check(List<Event> rows, List<DeadLetter> letters, boolean all) {
    Map<Identity, SentEvent> byIdentity = checkRows(rows);
    Set<SentEvent> setAside = checkLetters(letters);
    if (all) {
      ledger
          .promised()
          .keySet()
          .forEach(number -> {
            SentEvent event = ledger.sent(number);
            if (!setAside.contains(event) && !forgiven.contains(number)) {
              checkStored(event, byIdentity.get(event.identity()));
            }
          });
      setAside.forEach(event -> checkRival(event, byIdentity.get(event.identity())));
    }
  }

  private Map<Identity, SentEvent> checkRows(List<Event> rows) {
    Map<Identity, SentEvent> byIdentity = new HashMap<>();
    Map<String, Integer> last = new HashMap<>();
    for (Event row : rows) {
      SentEvent sent = ledger.find(row);
      if (sent == null) {
        throw new BrokenPromise(Guarantee.EXACT, "the row of " + row + " is not what was sent");
      }
      SentEvent before = byIdentity.put(sent.identity(), sent);
      if (before != null) {
        throw new BrokenPromise(
            Guarantee.ONCE,
            "events " + before.number() + " and " + sent.number() + " are two rows");
      }
      Integer earlier = last.put(row.source(), sent.number());
      if (earlier != null && earlier > sent.number()) {
        throw new BrokenPromise(
            Guarantee.ORDER, "the row of event " + sent.number() + " comes behind " + earlier);
      }
    }
    return byIdentity;
  }

  private Set<SentEvent> checkLetters(List<DeadLetter> letters) {
    Set<SentEvent> setAside = new HashSet<>();
    for (DeadLetter letter : letters) {
      SentEvent sent = ledger.find(letter.event());
      if (sent == null) {
        throw new BrokenPromise(
            Guarantee.EXACT, "the dead letter " + letter.event() + " is not what was sent");
      }
      if (!sent.poison() && !hasRival(sent)) {
        throw new BrokenPromise(
            Guarantee.DEAD_LETTERS,
            "event " + sent.number() + " was set aside: " + letter.reason().sentence());
      }
      setAside.add(sent);
    }
    return setAside;
  }

  /** Whether another event has its identity and other content. */
  private boolean hasRival(SentEvent event) {
    return ledger.sent().stream()
        .anyMatch(other ->
            other.content() != event.content() && other.identity().equals(event.identity()));
  }

  /** Of two events with one identity one is the row: both must not disappear as dead letters. */
  private void checkRival(SentEvent setAside, @Nullable SentEvent row) {
    boolean refused = setAside.poison() || forgivenIdentities.contains(setAside.identity());
    if (!refused && (row == null || row.content() == setAside.content())) {
      throw new BrokenPromise(
          Guarantee.DEAD_LETTERS,
          "event "
              + setAside.number()
              + " was set aside, and no row has its identity and other content");
    }
  }

  private static void checkStored(SentEvent event, @Nullable SentEvent row) {
    if (event.poison()) {
      throw new BrokenPromise(
          Guarantee.DEAD_LETTERS,
          "event " + event.number() + ", which the database refuses, is no dead letter");
    }
    if (row != null && row.content() != event.content()) {
      throw new BrokenPromise(
          Guarantee.IDENTITY,
          "event "
              + event.number()
              + " has the identity of the row of event "
              + row.number()
              + " and other content, and is no dead letter");
    }
    if (row == null) {
      throw new BrokenPromise(
          Guarantee.ONCE,
          "event " + event.number() + " was acknowledged and is neither a row nor a dead letter");
    }
  }
}
