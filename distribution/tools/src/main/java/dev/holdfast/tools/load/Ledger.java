package dev.holdfast.tools.load;

import java.util.BitSet;
import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * What one source has sent and what it was promised, by event number; the numbers start at 0 and
 * are never used twice. Events that a broken connection left without an answer are abandoned: they
 * may be stored or not, but not twice.
 */
public final class Ledger {
  private final String source;
  private final BitSet acknowledged = new BitSet();
  private final NavigableSet<Integer> sessions = new TreeSet<>();
  private int sent;

  public Ledger(String source) {
    this.source = source;
  }

  String source() {
    return source;
  }

  /** The first number that was not sent. */
  public synchronized int next() {
    return sent;
  }

  /** Enters one session: so many events were sent from {@link #next()} on, so many are safe. */
  public synchronized void enter(long sentNow, long acknowledgedNow) {
    sessions.add(sent);
    acknowledged.set(sent, sent + Math.toIntExact(acknowledgedNow));
    sent = Math.addExact(sent, Math.toIntExact(sentNow));
  }

  /** Nothing of this source was stored yet, as far as anybody knows. */
  synchronized StoredRows noRows() {
    return new StoredRows(sent, new TreeSet<>(sessions));
  }

  synchronized BitSet acknowledged() {
    return (BitSet) acknowledged.clone();
  }
}
