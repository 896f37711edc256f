package dev.holdfast.tools.load;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Promises against rows, over all sources.
 *
 * @param sent events that were handed to a socket
 * @param acknowledged events that the server has called safe
 * @param rows in the history
 * @param missing acknowledged and not in the history: a loss
 * @param doubled rows beyond the first of an event
 * @param unknown rows that nobody has sent
 * @param outOfOrder rows that stand behind a later one of their connection
 * @param findings where to look, a line each
 */
public record Comparison(
    long sent,
    long acknowledged,
    long rows,
    long missing,
    long doubled,
    long unknown,
    long outOfOrder,
    List<String> findings) {

  /** Where the rows of a source come from. */
  public interface History {
    void read(String source, StoredRows rows);
  }

  public static Comparison of(List<Ledger> ledgers, History history) {
    long sent = 0;
    long acknowledged = 0;
    long stored = 0;
    long missing = 0;
    long doubled = 0;
    long unknown = 0;
    long outOfOrder = 0;
    List<String> findings = new ArrayList<>();
    for (Ledger ledger : ledgers) {
      StoredRows rows = ledger.noRows();
      history.read(ledger.source(), rows);
      BitSet promised = ledger.acknowledged();
      sent += ledger.next();
      acknowledged += promised.cardinality();
      stored += rows.rows();
      missing += rows.missing(promised);
      doubled += rows.doubled();
      unknown += rows.unknown();
      outOfOrder += rows.outOfOrder();
      int first = rows.firstMissing(promised);
      if (first >= 0) {
        findings.add("source " + ledger.source() + " lacks " + EventFrames.id(first));
      }
    }
    return new Comparison(
        sent, acknowledged, stored, missing, doubled, unknown, outOfOrder, findings);
  }

  /** Nothing lost, nothing twice, nothing invented, nothing out of order. */
  public boolean holds() {
    return missing == 0 && doubled == 0 && unknown == 0 && outOfOrder == 0;
  }
}
