package dev.holdfast.eventstore.table;

import io.helidon.dbclient.DbClient;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;

/**
 * Moves {@code data} from the column of version 1, which is {@code jsonb}, to that of version 2,
 * which is {@code json}: the oldest rows first, and the column goes when it is empty. The table
 * {@code holdfast_upgrade} keeps how far it is, in the transaction that moves the rows. Of several
 * servers one works, and the others see how far it is.
 */
record PostgresUpgrade(DbClient client) implements TableUpgrade {
  /** Whoever waits for a table lock holds up all who come later; better try again. */
  static final String SHORT_LOCKS = "set local lock_timeout = '2s'";

  /**
   * A step that a crash of the database takes back is done again. Its log goes to the disk bit by
   * bit, with the next batch of events, and not at once.
   */
  private static final String LAZY_COMMIT = "set local synchronous_commit = off";

  private static final String DATA = "rewriting the column data as json";

  private static final String CLAIM =
      "select done, goal from holdfast_upgrade where name = 'data' for update skip locked";

  private static final String LOOK = "select goal - done from holdfast_upgrade where name = 'data'";

  private static final String NEXT =
      """
      select max(sequence) from (
        select sequence from event where sequence > ? and sequence <= ? order by sequence limit ?)
        oldest\
      """;

  private static final String MOVE =
      """
      update event set data = data_jsonb::text::json, data_jsonb = null
      where sequence > ? and sequence <= ? and data_jsonb is not null\
      """;

  private static final String NOTE = "update holdfast_upgrade set done = ? where name = 'data'";

  @Override
  public Optional<Remaining> step(int rows) throws SQLException {
    try (Connection connection = Transaction.open(client)) {
      return Transaction.run(connection, own -> step(own, rows));
    }
  }

  private static Optional<Remaining> step(Connection connection, int rows) throws SQLException {
    long done;
    long goal;
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(CLAIM)) {
      if (!row.next()) {
        return ofAnother(connection);
      }
      done = row.getLong("done");
      goal = row.getLong("goal");
    }
    if (done < goal) {
      long to = next(connection, done, goal, rows);
      move(connection, done, to);
      return Optional.of(new Remaining(DATA, goal - to));
    }
    try (Statement statement = connection.createStatement()) {
      statement.execute(SHORT_LOCKS);
      statement.execute("alter table event drop column data_jsonb");
      statement.execute("delete from holdfast_upgrade where name = 'data'");
    }
    return Optional.empty();
  }

  /** Nothing remains, or another server works on it. */
  private static Optional<Remaining> ofAnother(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(LOOK)) {
      return row.next() ? Optional.of(new Remaining(DATA, row.getLong(1))) : Optional.empty();
    }
  }

  private static long next(Connection connection, long done, long goal, int rows)
      throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(NEXT)) {
      select.setLong(1, done);
      select.setLong(2, goal);
      select.setInt(3, rows);
      try (ResultSet row = select.executeQuery()) {
        long last = row.next() ? row.getLong(1) : 0;
        return last > done ? last : goal;
      }
    }
  }

  private static void move(Connection connection, long done, long to) throws SQLException {
    try (Statement lazy = connection.createStatement();
        PreparedStatement move = connection.prepareStatement(MOVE);
        PreparedStatement note = connection.prepareStatement(NOTE)) {
      lazy.execute(LAZY_COMMIT);
      move.setLong(1, done);
      move.setLong(2, to);
      move.executeUpdate();
      note.setLong(1, to);
      note.executeUpdate();
    }
  }
}
