package dev.holdfast.eventstore.table;

import dev.holdfast.spi.Database;
import dev.holdfast.spi.Database.Migration;
import dev.holdfast.spi.journal.Event;
import io.helidon.dbclient.DbClient;
import io.helidon.dbclient.DbClientException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * PostgreSQL: a batch goes in by binary COPY, which costs half of any other statement. It knows no
 * {@code on conflict}: when the database refuses a row, because it is there already or for what is
 * in it, nothing of the batch is stored, and that batch takes the careful statement, with one array
 * a column. What COPY took is new, so both ways count exactly.
 *
 * <p>Transactions write side by side; {@link WriteOrder} tells readers which rows are complete.
 */
record PostgresTable(DbClient client) implements EventTable {
  /** Several may hold a row, and nobody changes it meanwhile. */
  private static final String ROW_LOCK = " for share";

  private static final Migration FIRST =
      new Migration(
          1,
          "the table event",
          List.of(
              """
              create table event (
                sequence bigint generated always as identity primary key,
                source text not null,
                id text not null,
                type text not null,
                subject text,
                time timestamptz,
                received_at timestamptz not null,
                attributes text,
                data jsonb,
                constraint event_once unique (source, id)
              )\
              """,
              // History by one source or one type; IndexUpgrade drops those that are not wanted.
              "create index event_by_source on event (source, sequence)",
              "create index event_by_type on event (type, sequence)",
              // A few pages however many rows, for retention.
              "create index event_by_arrival on event using brin (received_at)"));

  /**
   * {@code jsonb} refuses some JSON and rewrites the rest; {@code json} keeps the text. The old
   * column stays beside the new one until {@link PostgresUpgrade} has moved its values.
   */
  private static final Migration EXACT_DATA =
      new Migration(
          2,
          "data keeps the text of the event",
          List.of(
              PostgresUpgrade.SHORT_LOCKS,
              "alter table event rename column data to data_jsonb",
              "alter table event add column data json",
              "create table holdfast_upgrade ("
                  + "name text primary key, done bigint not null, goal bigint not null)",
              """
              do $$ begin
                if exists (select from event) then
                  insert into holdfast_upgrade
                    select 'data', min(sequence) - 1, max(sequence) from event;
                else
                  alter table event drop column data_jsonb;
                end if;
              end $$\
              """));

  /** Classes of SQLState. */
  private static final Set<String> REFUSALS = Set.of("22", "23", "54");

  /** A statement for a few rows is one exchange with the server; COPY takes two. */
  private static final int FEW = 10;

  private static final String IS_UPGRADING =
      "select 1 from pg_attribute where attrelid = 'event'::regclass"
          + " and attname = 'data_jsonb' and not attisdropped";

  /** Rows that the driver holds at once while they are compared. */
  private static final int FETCH = 8;

  private static final String INSERT =
      """
      insert into event (source, id, type, subject, time, received_at, attributes, data)
      select e.source, e.id, e.type, e.subject, e.time::timestamptz, e.received_at::timestamptz,
             e.attributes, e.data::json
      from unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[],
                  ?::text[])
             as e(source, id, type, subject, time, received_at, attributes, data)
      on conflict (source, id) do nothing\
      """;

  @Override
  public List<Migration> migrations() {
    return List.of(
        FIRST,
        EXACT_DATA,
        PlaceTable.migration(3),
        PlaceTable.timelineMigration(4, PostgresUpgrade.SHORT_LOCKS));
  }

  @Override
  public InsertResult insert(List<Event> events, @Nullable PlaceMove move) {
    if (events.size() >= FEW) {
      try {
        return run(connection -> copy(connection, events, move));
      } catch (DbClientException e) {
        if (!isRefusal(e)) {
          throw e;
        }
      }
    }
    return run(connection -> insert(connection, events, move));
  }

  private InsertResult run(Transaction.Work<InsertResult> work) {
    return Transaction.run(
        client,
        "the batch was not stored",
        connection -> {
          WriteOrder.announce(connection);
          return work.run(connection);
        });
  }

  /**
   * A data exception, a broken constraint, or too large; the careful statement has the last word.
   */
  private static boolean isRefusal(DbClientException failure) {
    return failure.getCause() instanceof SQLException refusal
        && refusal.getSQLState() != null
        && REFUSALS.contains(refusal.getSQLState().substring(0, 2));
  }

  private static InsertResult copy(
      Connection connection, List<Event> events, @Nullable PlaceMove move) throws SQLException {
    PlaceTable.moveOrHold(connection, move, true, ROW_LOCK);
    long stored =
        connection.unwrap(Database.CopyIn.class).copyIn(CopyRows.SQL, new CopyRows(events));
    return new InsertResult(stored, List.of());
  }

  private static InsertResult insert(
      Connection connection, List<Event> events, @Nullable PlaceMove move) throws SQLException {
    int size = events.size();
    String[] source = new String[size];
    String[] id = new String[size];
    String[] type = new String[size];
    @Nullable String[] subject = new String[size];
    @Nullable String[] time = new String[size];
    String[] receivedAt = new String[size];
    @Nullable String[] attributes = new String[size];
    @Nullable String[] data = new String[size];
    for (int i = 0; i < size; i++) {
      Event event = events.get(i);
      Instant happened = event.time();
      source[i] = event.source();
      id[i] = event.id();
      type[i] = event.type();
      subject[i] = event.subject();
      time[i] = happened == null ? null : Times.postgres(happened);
      receivedAt[i] = Times.postgres(event.receivedAt());
      attributes[i] = Content.text(event.attributes());
      data[i] = Content.text(event.data());
    }
    int fresh;
    try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
      set(insert, source, id, type, subject, time, receivedAt, attributes, data);
      fresh = insert.executeUpdate();
    }
    List<Integer> conflicts =
        fresh == size
            ? List.of()
            : different(connection, events, source, id, type, subject, time, attributes, data);
    PlaceTable.moveOrHold(connection, move, conflicts.isEmpty(), ROW_LOCK);
    return new InsertResult(fresh, conflicts);
  }

  private static void set(PreparedStatement statement, Object... columns) throws SQLException {
    for (int i = 0; i < columns.length; i++) {
      statement.setObject(i + 1, columns[i]);
    }
  }

  private static List<Integer> different(
      Connection connection, List<Event> events, Object... columns) throws SQLException {
    List<Integer> different = new ArrayList<>();
    String sql = differentFrom(dataAsText(connection, "r."));
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      // Row by row: those that are there may be larger than those that were sent.
      select.setFetchSize(FETCH);
      set(select, columns);
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          int index = row.getInt("n") - 1;
          if (!row.getBoolean("same") || !isSame(events.get(index), row)) {
            different.add(index);
          }
        }
      }
    }
    return different;
  }

  /** Of the events that were sent, those whose row is not written the same. */
  private static String differentFrom(String data) {
    return String.format(
        Locale.ROOT,
        """
        select e.n, r.attributes, %1$s as data,
               (r.type, r.subject, r.time)
                 is not distinct from (e.type, e.subject, e.time::timestamptz) as same
        from unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[])
               with ordinality as e(source, id, type, subject, time, attributes, data, n)
        join event r on r.source = e.source and r.id = e.id
        where (r.type, r.subject, r.time, r.attributes, %1$s)
                is distinct from (e.type, e.subject, e.time::timestamptz, e.attributes, e.data)
        order by e.n\
        """,
        data);
  }

  private static boolean isSame(Event sent, ResultSet row) throws SQLException {
    return JsonValues.equal(row.getString("attributes"), Content.text(sent.attributes()))
        && JsonValues.equal(row.getString("data"), Content.text(sent.data()));
  }

  @Override
  public ReadView readView(Connection connection) throws SQLException {
    long last = WriteOrder.lastComplete(connection);
    return new ReadView(last, dataAsText(connection, ""));
  }

  /**
   * The SQL expression that selects {@code data} as text.
   *
   * @param row the prefix of its columns
   */
  private static String dataAsText(Connection connection, String row) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(IS_UPGRADING);
        ResultSet found = select.executeQuery()) {
      return found.next()
          ? "coalesce(" + row + "data::text, " + row + "data_jsonb::text)"
          : row + "data::text";
    }
  }

  @Override
  public TableUpgrade upgrade(Set<IndexedColumn> indexes) {
    return new PostgresUpgrade(client).then(new IndexUpgrade(indexes, new PostgresIndexes(client)));
  }

  /** The driver's own reading of a timestamptz fails on the 29th of February in the year 0. */
  @Override
  public String timeForReading() {
    return "(extract(epoch from time) * 1000000)::bigint";
  }

  @Override
  public @Nullable Instant time(ResultSet row, String column) throws SQLException {
    long microseconds = row.getLong(column);
    return row.wasNull() ? null : Instant.EPOCH.plus(microseconds, ChronoUnit.MICROS);
  }

  @Override
  public String moment(Instant moment) {
    return Times.postgres(moment);
  }

  @Override
  public String momentParameter() {
    return "?::timestamptz";
  }
}
