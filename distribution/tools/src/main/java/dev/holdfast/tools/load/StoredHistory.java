package dev.holdfast.tools.load;

import dev.holdfast.console.client.EventsPage;
import dev.holdfast.console.client.ServerApi;
import dev.holdfast.console.terminal.Pause;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads what is stored, page by page, through GET /events. */
public final class StoredHistory implements Comparison.History {
  private static final int PAGE = 1000;
  private static final Duration LOOK_AGAIN = Duration.ofMillis(200);

  private final ServerApi server;

  public StoredHistory(ServerApi server) {
    this.server = server;
  }

  @Override
  public void read(String source, StoredRows rows) {
    follow(source, "", rows);
  }

  /** Waits until every acknowledged event was seen; false when the limit passes first. */
  public boolean awaitAll(List<Ledger> ledgers, Duration limit) {
    long end = System.nanoTime() + limit.toNanos();
    Map<String, String> cursors = new HashMap<>();
    Map<String, StoredRows> seen = new HashMap<>();
    while (true) {
      boolean all = true;
      for (Ledger ledger : ledgers) {
        StoredRows rows = seen.computeIfAbsent(ledger.source(), source -> ledger.noRows());
        String cursor = cursors.getOrDefault(ledger.source(), "");
        cursors.put(ledger.source(), follow(ledger.source(), cursor, rows));
        all &= rows.missing(ledger.acknowledged()) == 0;
      }
      if (all || System.nanoTime() > end || !Pause.of(LOOK_AGAIN)) {
        return all;
      }
    }
  }

  /** Reads to the present end, and answers the cursor of what may follow. */
  private String follow(String source, String from, StoredRows rows) {
    String cursor = from;
    while (true) {
      EventsPage page = server.events(source, cursor, PAGE);
      page.ids().forEach(rows::add);
      boolean moved = !page.next().isEmpty() && !page.next().equals(cursor);
      if (moved) {
        cursor = page.next();
      }
      if (page.ids().isEmpty() || !moved) {
        return cursor;
      }
    }
  }
}
