package dev.holdfast.eventstore;

import dev.holdfast.spi.ProblemException;
import dev.holdfast.spi.server.MemoryBudget;
import java.io.IOException;
import java.io.OutputStream;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One page on its way to a client, read from the table in parts. A client that reads slowly holds
 * one part, and no connection of the pool: that goes back before a part is sent.
 *
 * <p>A page may end early, and its cursor says where: so it does when the database goes away or
 * memory is short in its middle, when it is too late for another status.
 *
 * <p>A page of the newest rows says in {@code newer} from where one reads on towards what comes
 * later: with it a follower that began at the end misses nothing.
 */
final class HistoryReader implements AutoCloseable {
  /** The rows of one part end with the one that reaches this size. */
  static final long PART = 64 * 1024;

  /** A value is there as the driver's bytes, as text, as JSON, and in the buffer that grows. */
  private static final int COPIES = 5;

  private final History history;
  private final HistoryQuery query;
  private final MemoryBudget.Reservation reservation;
  private final HistoryPage page;
  private final Cursor begun;
  private Cursor next;
  private long first;
  private int rows;
  private boolean complete;
  private @Nullable ProblemException refused;

  HistoryReader(
      History history,
      HistoryQuery query,
      Optional<String> notice,
      MemoryBudget.Reservation reservation) {
    this.history = history;
    this.query = query;
    this.reservation = reservation;
    this.page = new HistoryPage(notice);
    this.begun = query.after();
    this.next = begun;
  }

  /**
   * Reads the first part.
   *
   * @return the whole answer, when it is one; null when there is more to be written
   * @throws ProblemException with status 503 while the database is away, or memory is short
   */
  byte @Nullable [] begin() {
    part();
    return complete ? page.toBytes() : null;
  }

  /** Writes the first part and reads and writes all others. */
  void writeTo(OutputStream out) throws IOException {
    while (!complete) {
      page.takeOut(out);
      try {
        part();
      } catch (ProblemException endsEarly) {
        end();
      }
    }
    page.takeOut(out);
  }

  private void part() {
    long before = page.size();
    int left = query.limit() - rows;
    boolean more = history.read(query, next, left, selected -> row(selected, before));
    ProblemException full = refused;
    if (full != null && rows == 0) {
      throw full;
    }
    if (full != null || !more || rows == query.limit() || page.size() >= history.pageSize()) {
      end();
    }
  }

  private void end() {
    complete = true;
    if (begun.order() == Order.NEWEST) {
      page.newer(newer());
    }
    page.finish(next);
  }

  /** Directly behind the first row; without one, behind all that this page could have had. */
  private Cursor newer() {
    if (rows > 0) {
      return new Cursor(Order.OLDEST, first);
    }
    return begun.equals(Order.NEWEST.start())
        ? Order.OLDEST.start()
        : new Cursor(Order.OLDEST, Math.max(0, begun.sequence() - 1));
  }

  /** Takes one row; false when the part ends with it. */
  private boolean row(History.Row row, long before) throws SQLException {
    ResultSet columns = row.columns();
    String data = columns.getString("data");
    String attributes = columns.getString("attributes");
    if (!reserve(page.size() - before + length(data) + length(attributes))) {
      return false;
    }
    Instant time = row.time();
    page.event(
        columns.getString("source"),
        columns.getString("id"),
        columns.getString("type"),
        columns.getString("subject"),
        time,
        attributes,
        data);
    next = new Cursor(begun.order(), columns.getLong("sequence"));
    first = rows == 0 ? next.sequence() : first;
    rows++;
    return page.size() - before < PART && page.size() < history.pageSize();
  }

  private static long length(@Nullable String text) {
    return text == null ? 0 : text.length();
  }

  /** The first row has to fit; another one that does not ends the page before it. */
  private boolean reserve(long part) {
    long wanted = (part + 1024) * COPIES;
    try {
      if (wanted > reservation.bytes()) {
        reservation.grow(wanted - reservation.bytes());
      }
      return true;
    } catch (ProblemException e) {
      refused = e;
      return false;
    }
  }

  @Override
  public void close() {
    page.close();
    reservation.close();
  }
}
