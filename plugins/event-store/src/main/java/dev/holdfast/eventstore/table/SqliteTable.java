package dev.holdfast.eventstore.table;

import dev.holdfast.spi.Database.Migration;
import dev.holdfast.spi.journal.Event;
import io.helidon.dbclient.DbClient;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * SQLite: one transaction with statements of many rows each. It has one writer at a time, so
 * numbers are committed in their order. Times are text that sorts; the check refuses those outside
 * of the years 0 to 9999, which would not.
 */
record SqliteTable(DbClient client) implements EventTable {
  private static final Migration FIRST =
      new Migration(
          1,
          "the table event",
          List.of(
              """
              create table event (
                sequence integer primary key autoincrement,
                source text not null,
                id text not null,
                type text not null,
                subject text,
                time text check (time like '____-__-__T__:__:__.______Z'),
                received_at text not null check (received_at like '____-__-__T__:__:__.______Z'),
                attributes text,
                data text,
                unique (source, id)
              )\
              """,
              "create index event_by_source on event (source, sequence)",
              "create index event_by_type on event (type, sequence)",
              "create index event_by_arrival on event (received_at)"));

  private static final String STORED =
      "select type, subject, time, attributes, data from event where source = ? and id = ?";

  private static final String INSERT =
      "insert into event (source, id, type, subject, time, received_at, attributes, data) values ";

  private static final String ROW = "(?, ?, ?, ?, ?, ?, ?, ?)";
  private static final int COLUMNS = 8;
  private static final String KNOWN = " on conflict (source, id) do nothing";

  /** A batch whose pages do not fit into the small cache that every connection of the pool has. */
  private static final int LARGE = 500;

  /**
   * For one large batch. Pages that the cache has no room for are written to the log before the
   * commit, again and again: with 512 KiB a bare loop stored 8,000 rows a second, with 2 MiB 19,000
   * to 24,000, with 8 MiB 21,000 to 28,000.
   */
  private static final int CACHE_KIB = 4096;

  /** Of one statement; more gain nothing. */
  private static final int ROWS = 100;

  @Override
  public List<Migration> migrations() {
    return List.of(FIRST, PlaceTable.migration(2), PlaceTable.timelineMigration(3));
  }

  @Override
  public InsertResult insert(List<Event> events, @Nullable PlaceMove move) {
    return Transaction.run(
        client,
        "the batch was not stored",
        connection ->
            events.size() < LARGE
                ? insert(connection, events, move)
                : insertWithCache(connection, events, move));
  }

  private static InsertResult insertWithCache(
      Connection connection, List<Event> events, @Nullable PlaceMove move) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      long usual;
      try (ResultSet row = statement.executeQuery("pragma cache_size")) {
        usual = row.getLong(1);
      }
      statement.execute("pragma cache_size=-" + CACHE_KIB);
      try {
        return insert(connection, events, move);
      } finally {
        statement.execute("pragma cache_size=" + usual);
      }
    }
  }

  private static InsertResult insert(
      Connection connection, List<Event> events, @Nullable PlaceMove move) throws SQLException {
    int whole = events.size() - events.size() % ROWS;
    long fresh = 0;
    List<Integer> conflicts = new ArrayList<>(0);
    try (PreparedStatement insert = connection.prepareStatement(statement(ROWS))) {
      for (int from = 0; from < whole; from += ROWS) {
        fresh += insert(connection, insert, events, from, from + ROWS, conflicts);
      }
    }
    if (whole < events.size()) {
      int rest = events.size() - whole;
      try (PreparedStatement insert = connection.prepareStatement(statement(rest))) {
        fresh += insert(connection, insert, events, whole, events.size(), conflicts);
      }
    }
    // No row is locked: whoever has written has the whole file until the transaction ends.
    PlaceTable.moveOrHold(connection, move, conflicts.isEmpty(), "");
    return new InsertResult(fresh, conflicts);
  }

  private static String statement(int rows) {
    return INSERT + String.join(", ", Collections.nCopies(rows, ROW)) + KNOWN;
  }

  /** How many were not there; of those that were, it finds the ones with other content. */
  private static int insert(
      Connection connection,
      PreparedStatement insert,
      List<Event> events,
      int from,
      int to,
      List<Integer> conflicts)
      throws SQLException {
    for (int i = from; i < to; i++) {
      bind(insert, (i - from) * COLUMNS, events.get(i));
    }
    int fresh = insert.executeUpdate();
    if (fresh < to - from) {
      conflicts.addAll(others(connection, events, from, to));
    }
    return fresh;
  }

  /** Those that are fresh equal their row. */
  private static List<Integer> others(Connection connection, List<Event> events, int from, int to)
      throws SQLException {
    List<Integer> others = new ArrayList<>();
    try (PreparedStatement stored = connection.prepareStatement(STORED)) {
      for (int i = from; i < to; i++) {
        Event event = events.get(i);
        Instant time = event.time();
        Content sent = Content.of(event, time == null ? null : Times.sortable(time));
        stored.setString(1, event.source());
        stored.setString(2, event.id());
        try (ResultSet row = stored.executeQuery()) {
          if (row.next() && !sent.isSame(Content.of(row))) {
            others.add(i);
          }
        }
      }
    }
    return others;
  }

  private static void bind(PreparedStatement insert, int before, Event event) throws SQLException {
    Instant time = event.time();
    insert.setString(before + 1, event.source());
    insert.setString(before + 2, event.id());
    insert.setString(before + 3, event.type());
    insert.setString(before + 4, event.subject());
    insert.setString(before + 5, time == null ? null : Times.sortable(time));
    insert.setString(before + 6, Times.sortable(event.receivedAt()));
    insert.setString(before + 7, Content.text(event.attributes()));
    insert.setString(before + 8, Content.text(event.data()));
  }

  @Override
  public ReadView readView(Connection connection) {
    return new ReadView(Long.MAX_VALUE, "data");
  }

  /** Its column {@code data} has always been text. */
  @Override
  public TableUpgrade upgrade(Set<IndexedColumn> indexes) {
    return new IndexUpgrade(indexes, new SqliteIndexes(client));
  }

  @Override
  public String timeForReading() {
    return "time";
  }

  @Override
  public @Nullable Instant time(ResultSet row, String column) throws SQLException {
    String time = row.getString(column);
    return time == null ? null : Instant.parse(time);
  }

  @Override
  public String moment(Instant moment) {
    return Times.sortable(moment);
  }

  @Override
  public String momentParameter() {
    return "?";
  }
}
