package dev.holdfast.eventstore.table;

import dev.holdfast.eventstore.table.PlaceMove.Point;
import dev.holdfast.spi.Database.Migration;
import dev.holdfast.spi.journal.Position;
import io.helidon.dbclient.DbClient;
import io.helidon.dbclient.DbClientException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The table {@code holdfast_place}: up to where the events of a journal are rows of this database.
 * It moves in the transaction that stores the rows, so that it is always right for the rows beside
 * it, also in a copy of the database.
 *
 * <p>The place has the timeline of the journal in which it was reached: behind an older copy of the
 * journal that was put back, the same position is another one.
 *
 * <p>The fence grows each time that somebody takes the place, and a move names the fence and the
 * place that it expects. So a writer notices that the database under it is another one, and the
 * late transaction of an earlier writer has no effect.
 */
public record PlaceTable(DbClient client) {
  /** The offset of a place that is not known. */
  public static final long UNKNOWN = -1;

  private static final String CREATE =
      """
      create table holdfast_place (
        reader text not null,
        epoch bigint not null,
        position bigint not null,
        fence bigint not null,
        primary key (reader, epoch)
      )\
      """;

  private static final String ADD_TIMELINE =
      "alter table holdfast_place add column timeline bigint not null default 0";

  private static final String TAKE =
      """
      insert into holdfast_place (reader, epoch, position, fence) values (?, ?, -1, 1)
      on conflict (reader, epoch) do update set fence = holdfast_place.fence + 1
      returning position, fence, timeline\
      """;

  private static final String MOVE =
      """
      update holdfast_place set position = ?, timeline = ?
      where reader = ? and epoch = ? and position = ? and fence = ? and timeline = ?\
      """;

  private static final String LOOK =
      """
      select 1 from holdfast_place
      where reader = ? and epoch = ? and position = ? and fence = ? and timeline = ?\
      """;

  private static final String OTHER =
      "select 1 from holdfast_place where reader = ? and epoch <> ? limit 1";

  private static final String ANY_ROW = "select 1 from event limit 1";

  /**
   * A place that was taken.
   *
   * @param point its offset is {@link #UNKNOWN} when this database has none for the journal
   */
  public record Place(Point point, long fence) {}

  static Migration migration(int version) {
    return new Migration(version, "the place of the journal's reader", List.of(CREATE));
  }

  /**
   * The column that says in which timeline of the journal the place was reached.
   *
   * @param before statements of the dialect that go first
   */
  static Migration timelineMigration(int version, String... before) {
    List<String> statements = new ArrayList<>(List.of(before));
    statements.add(ADD_TIMELINE);
    return new Migration(version, "the timeline of the place", statements);
  }

  /** Takes the place of a journal's life from whoever had it. */
  public Place take(String reader, long epoch) {
    return ask(
        TAKE,
        statement -> {
          statement.setString(1, reader);
          statement.setLong(2, epoch);
          try (ResultSet row = statement.executeQuery()) {
            if (!row.next()) {
              throw new SQLException("the place was not returned");
            }
            Position position = new Position(epoch, row.getLong(1));
            return new Place(new Point(position, row.getLong(3)), row.getLong(2));
          }
        });
  }

  /** Moves it in a transaction of its own. */
  public void move(PlaceMove move) {
    Transaction.run(
        client,
        "the place was not moved",
        connection -> {
          move(connection, move);
          return move.to();
        });
  }

  /** Whether it is where this move expects it. */
  public boolean isAt(PlaceMove move) {
    return ask(
        LOOK,
        statement -> {
          identify(statement, 1, move);
          try (ResultSet row = statement.executeQuery()) {
            return row.next();
          }
        });
  }

  /** Whether there is a place in another journal. */
  public boolean hasOther(String reader, long epoch) {
    return ask(
        OTHER,
        statement -> {
          statement.setString(1, reader);
          statement.setLong(2, epoch);
          try (ResultSet row = statement.executeQuery()) {
            return row.next();
          }
        });
  }

  /** Whether events were stored in this database before. */
  public boolean isBesideRows() {
    return ask(
        ANY_ROW,
        statement -> {
          try (ResultSet row = statement.executeQuery()) {
            return row.next();
          }
        });
  }

  /**
   * What becomes of it in a transaction that stores rows: it moves, or it is held where it is until
   * the transaction ends, so that nobody takes it before.
   *
   * @param moves whether it may move; a move that leads nowhere holds it in any case
   * @param rowLock how the dialect locks a row that is read
   * @throws PlaceLost it is not where it is expected; the transaction is to be rolled back
   */
  static void moveOrHold(
      Connection connection, @Nullable PlaceMove move, boolean moves, String rowLock)
      throws SQLException {
    if (move == null) {
      return;
    }
    if (moves && !move.from().equals(move.to())) {
      move(connection, move);
      return;
    }
    try (PreparedStatement look = connection.prepareStatement(LOOK + rowLock)) {
      identify(look, 1, move);
      try (ResultSet row = look.executeQuery()) {
        if (!row.next()) {
          throw new PlaceLost(move);
        }
      }
    }
  }

  private static void move(Connection connection, PlaceMove move) throws SQLException {
    try (PreparedStatement update = connection.prepareStatement(MOVE)) {
      update.setLong(1, move.to().position().offset());
      update.setLong(2, move.to().timeline());
      identify(update, 3, move);
      if (update.executeUpdate() != 1) {
        throw new PlaceLost(move);
      }
    }
  }

  private static void identify(PreparedStatement statement, int first, PlaceMove move)
      throws SQLException {
    statement.setString(first, move.reader());
    statement.setLong(first + 1, move.from().position().epoch());
    statement.setLong(first + 2, move.from().position().offset());
    statement.setLong(first + 3, move.fence());
    statement.setLong(first + 4, move.from().timeline());
  }

  private interface Question<T> {
    T ask(PreparedStatement statement) throws SQLException;
  }

  private <T> T ask(String sql, Question<T> question) {
    try (Connection connection = Transaction.open(client);
        PreparedStatement statement = connection.prepareStatement(sql)) {
      return question.ask(statement);
    } catch (SQLException e) {
      throw new DbClientException("the place was not read", e);
    }
  }
}
