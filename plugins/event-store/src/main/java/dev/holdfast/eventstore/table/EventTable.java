package dev.holdfast.eventstore.table;

import dev.holdfast.spi.Database;
import dev.holdfast.spi.Database.Migration;
import dev.holdfast.spi.journal.Event;
import io.helidon.dbclient.DbClient;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The table {@code event} in the SQL of one database dialect.
 *
 * <p>Rows are ordered by the column {@code sequence}: up to {@link ReadView#last} no new row
 * appears, even when several servers write.
 */
public interface EventTable {

  /** The table in a database of this dialect, reached by this client. */
  static EventTable of(Database.Dialect dialect, DbClient client) {
    return switch (dialect) {
      case POSTGRESQL -> new PostgresTable(client);
      case SQLITE -> new SqliteTable(client);
    };
  }

  /** The table's versions; the released ones are never edited. */
  List<Migration> migrations();

  /**
   * Writes all events in one transaction. A row whose source and id are there already is left as it
   * is; whether the event is the same one, sent again, is looked at for such rows only.
   *
   * @param move of the place behind the last event, in the same transaction; when there are
   *     conflicts, or it leads nowhere, the place is only held where it is; null for none
   * @return how many were not there, and which ones are not what is there
   * @throws PlaceLost none was written
   * @throws RuntimeException none was written, or, when the connection was lost, maybe all
   */
  InsertResult insert(List<Event> events, @Nullable PlaceMove move);

  /** Writes events and moves no place. */
  default InsertResult insert(List<Event> events) {
    return insert(events, null);
  }

  /**
   * How rows are read now; another answer may be right a moment later.
   *
   * @param connection in auto-commit
   */
  ReadView readView(Connection connection) throws SQLException;

  /**
   * What turns a table of an earlier version, or one with other indexes, into one of this version.
   *
   * @param indexes that the table is to have beside its keys
   */
  TableUpgrade upgrade(Set<IndexedColumn> indexes);

  /** The SQL expression that selects {@code time} for {@link #time}. */
  String timeForReading();

  /** Reads a column selected by {@link #timeForReading}; null if the event has no time. */
  @Nullable Instant time(ResultSet row, String column) throws SQLException;

  /** A moment as a text that {@code received_at} can be compared with. */
  String moment(Instant moment);

  /** The parameter that takes the text. */
  String momentParameter();
}
