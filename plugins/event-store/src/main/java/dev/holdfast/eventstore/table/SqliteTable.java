package dev.holdfast.eventstore.table;

import dev.holdfast.spi.Database.Migration;
import dev.holdfast.spi.journal.Event;
import io.helidon.dbclient.DbClient;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * SQLite: one prepared statement for all rows of one transaction. It has one writer at a time, so
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
      """
      insert into event (source, id, type, subject, time, received_at, attributes, data)
      values (?, ?, ?, ?, ?, ?, ?, ?) on conflict (source, id) do nothing\
      """;

  @Override
  public List<Migration> migrations() {
    return List.of(FIRST, PlaceTable.migration(2));
  }

  @Override
  public InsertResult insert(List<Event> events, @Nullable PlaceMove move) {
    return Transaction.run(
        client, "the batch was not stored", connection -> insert(connection, events, move));
  }

  private static InsertResult insert(
      Connection connection, List<Event> events, @Nullable PlaceMove move) throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
      List<Integer> present = new ArrayList<>(0);
      for (int i = 0; i < events.size(); i++) {
        bind(insert, events.get(i));
        if (insert.executeUpdate() == 0) {
          present.add(i);
        }
      }
      List<Integer> conflicts = present.isEmpty() ? present : others(connection, events, present);
      if (conflicts.isEmpty() && move != null) {
        PlaceTable.move(connection, move);
      }
      return new InsertResult(events.size() - present.size(), conflicts);
    }
  }

  private static List<Integer> others(
      Connection connection, List<Event> events, List<Integer> present) throws SQLException {
    List<Integer> others = new ArrayList<>();
    try (PreparedStatement stored = connection.prepareStatement(STORED)) {
      for (int i : present) {
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

  private static void bind(PreparedStatement insert, Event event) throws SQLException {
    Instant time = event.time();
    insert.setString(1, event.source());
    insert.setString(2, event.id());
    insert.setString(3, event.type());
    insert.setString(4, event.subject());
    insert.setString(5, time == null ? null : Times.sortable(time));
    insert.setString(6, Times.sortable(event.receivedAt()));
    insert.setString(7, Content.text(event.attributes()));
    insert.setString(8, Content.text(event.data()));
  }

  @Override
  public ReadView readView(Connection connection) {
    return new ReadView("data");
  }

  /** Its column {@code data} has always been text. */
  @Override
  public TableUpgrade upgrade() {
    return TableUpgrade.NONE;
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
