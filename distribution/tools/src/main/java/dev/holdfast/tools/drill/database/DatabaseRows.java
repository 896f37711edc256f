package dev.holdfast.tools.drill.database;

import dev.holdfast.console.terminal.Failures;
import dev.holdfast.tools.load.Comparison;
import dev.holdfast.tools.load.StoredRows;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** The rows as the database itself shows them, not as the server that is judged tells them. */
record DatabaseRows(Connection connection) implements Comparison.History {
  private static final int PAGE = 5000;

  @Override
  public void read(String source, StoredRows rows) {
    String query = "select id from event where source = ? order by sequence";
    try (PreparedStatement statement = connection.prepareStatement(query)) {
      // Without a transaction the driver would fetch all rows at once.
      connection.setAutoCommit(false);
      statement.setFetchSize(PAGE);
      statement.setString(1, source);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          rows.add(row.getString(1));
        }
      }
      connection.rollback();
    } catch (SQLException e) {
      throw Failures.drillDatabase("the rows cannot be counted: " + e.getMessage());
    }
  }
}
