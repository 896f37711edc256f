package dev.holdfast.database.driver;

import dev.holdfast.spi.Database;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.postgresql.copy.PGCopyOutputStream;

/** Rows on their way into a table of PostgreSQL, by its COPY protocol. */
public final class PostgresCopy {
  private static final int BUFFER = 64 << 10;

  private PostgresCopy() {}

  public static boolean isPossible(Connection connection) throws SQLException {
    return connection.isWrapperFor(PGConnection.class);
  }

  /**
   * Runs {@code copy … from stdin}.
   *
   * @return the number of rows
   */
  public static long copyIn(Connection connection, String sql, Database.CopyIn.Rows rows)
      throws SQLException {
    CopyIn copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(sql);
    try {
      PGCopyOutputStream out = new PGCopyOutputStream(copy, BUFFER);
      rows.writeTo(out);
      return out.endCopy();
    } catch (IOException e) {
      // The stream puts the refusal of the server, which comes while it writes, into another one.
      throw e.getCause() instanceof SQLException refusal
          ? refusal
          : new SQLException("the rows could not be written", e);
    } finally {
      if (copy.isActive()) {
        copy.cancelCopy();
      }
    }
  }
}
