package dev.holdfast.database.driver;

import dev.holdfast.spi.Database.Dialect;
import dev.holdfast.spi.Database.FailureKind;
import dev.holdfast.spi.DatabaseUnavailable;
import java.io.IOException;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientConnectionException;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;

/**
 * Classifies a failure by the first throwable along its causes that has a clear meaning. In doubt
 * it is a {@link FailureKind#BUG}, which sets nothing aside.
 */
public final class FailureKinds {
  /** More than any driver nests; a bound against odd chains. */
  private static final int LONGEST_CHAIN = 100;

  /** SQLState disk_full. */
  static final String DISK_FULL = "53100";

  private FailureKinds() {}

  public static FailureKind of(Throwable failure, Dialect dialect) {
    Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    Deque<Throwable> open = new ArrayDeque<>();
    open.add(failure);
    while (!open.isEmpty() && seen.size() < LONGEST_CHAIN) {
      Throwable next = open.remove();
      if (!seen.add(next)) {
        continue;
      }
      FailureKind kind = own(next, dialect);
      if (kind != null) {
        return kind;
      }
      if (next instanceof SQLException sql && sql.getNextException() != null) {
        open.add(sql.getNextException());
      }
      if (next.getCause() != null) {
        open.add(next.getCause());
      }
    }
    return FailureKind.BUG;
  }

  private static @Nullable FailureKind own(Throwable failure, Dialect dialect) {
    if (failure instanceof DatabaseUnavailable || failure instanceof IOException) {
      return FailureKind.CONNECTION;
    }
    if (!(failure instanceof SQLException sql)) {
      return null;
    }
    FailureKind kind = dialect == Dialect.SQLITE ? ofSqlite(sql) : ofState(sql.getSQLState());
    boolean connection =
        sql instanceof SQLTransientConnectionException
            || sql instanceof SQLNonTransientConnectionException
            || sql instanceof SQLRecoverableException;
    return kind == null && connection ? FailureKind.CONNECTION : kind;
  }

  /** By SQLState, as PostgreSQL and its driver use it; null when it says nothing. */
  static @Nullable FailureKind ofState(@Nullable String state) {
    if (state == null || state.length() != 5) {
      return null;
    }
    FailureKind exact = ofExactState(state);
    if (exact != null) {
      return exact;
    }
    return switch (state.substring(0, 2)) {
      // Connection; shutdown and start-up; insufficient resources.
      case "08", "57", "53" -> FailureKind.CONNECTION;
      case "40" -> FailureKind.TRANSIENT;
      // Data exceptions, broken constraints, and rows too large for an index or a page.
      case "22", "23", "54" -> FailureKind.DATA;
      // Login; catalog, schema or rights; the server's configuration file, its own I/O.
      case "28", "3D", "3F", "42", "F0", "58" -> FailureKind.CONFIGURATION;
      default -> null;
    };
  }

  private static @Nullable FailureKind ofExactState(String state) {
    return switch (state) {
      // The statement was cancelled; a lock was not free; the plan or the prepared statement is
      // gone since the tables changed or a pooler gave us another session; memory was short.
      case "57014", "55P03", "55006", "0A000", "26000", "53200" -> FailureKind.TRANSIENT;
      // The connections are fine and no other will do better: the disk of the server is full, or a
      // limit of its configuration is reached.
      case DISK_FULL, "53400" -> FailureKind.CONFIGURATION;
      // The server has ended our session, since a transaction was idle or took too long.
      case "25P03", "25P04" -> FailureKind.CONNECTION;
      // A standby: the one that accepts writes is elsewhere.
      case "25006" -> FailureKind.CONNECTION;
      // Damaged files of the server.
      case "XX001", "XX002" -> FailureKind.CONFIGURATION;
      // Our SQL is wrong.
      case "42601" -> FailureKind.BUG;
      default -> null;
    };
  }

  /**
   * Whether the connection is not to be trusted after it. SQLite rolls back by itself when the disk
   * is full, and the driver does not know.
   */
  public static boolean spoils(SQLException failure, Dialect dialect) {
    return of(failure, dialect) == FailureKind.CONNECTION || isSqliteFull(failure, dialect);
  }

  static boolean isSqliteFull(SQLException failure, Dialect dialect) {
    return isSqlite(failure, dialect, SQLiteErrorCode.SQLITE_FULL);
  }

  /** Whether it is this failure of SQLite, in whichever of its finer forms. */
  static boolean isSqlite(SQLException failure, Dialect dialect, SQLiteErrorCode primary) {
    return dialect == Dialect.SQLITE && (failure.getErrorCode() & 0xff) == primary.code;
  }

  private static @Nullable FailureKind ofSqlite(SQLException failure) {
    int primary = failure.getErrorCode() & 0xff;
    SQLiteErrorCode code = SQLiteErrorCode.getErrorCode(primary);
    return switch (code) {
      case SQLITE_BUSY, SQLITE_LOCKED, SQLITE_SCHEMA, SQLITE_INTERRUPT, SQLITE_ABORT ->
          FailureKind.TRANSIENT;
      // Read-only is how a connection was opened: it stays so when the file is writable again.
      case SQLITE_IOERR, SQLITE_NOMEM, SQLITE_PROTOCOL, SQLITE_READONLY -> FailureKind.CONNECTION;
      case SQLITE_CONSTRAINT, SQLITE_TOOBIG, SQLITE_MISMATCH -> FailureKind.DATA;
      case SQLITE_FULL,
          SQLITE_CANTOPEN,
          SQLITE_PERM,
          SQLITE_AUTH,
          SQLITE_CORRUPT,
          SQLITE_NOTADB,
          SQLITE_NOLFS ->
          FailureKind.CONFIGURATION;
      case SQLITE_ERROR -> ofMessage(failure);
      case SQLITE_MISUSE, SQLITE_RANGE -> FailureKind.BUG;
      default -> closed(failure) ? FailureKind.CONNECTION : null;
    };
  }

  /** The one code stands for a wrong statement and for a table that somebody dropped. */
  private static FailureKind ofMessage(SQLException failure) {
    if (closed(failure)) {
      return FailureKind.CONNECTION;
    }
    String message = String.valueOf(failure.getMessage());
    return message.contains("no such table") || message.contains("no such column")
        ? FailureKind.CONFIGURATION
        : FailureKind.BUG;
  }

  /** The driver reports a closed connection in words only. */
  private static boolean closed(SQLException failure) {
    String message = String.valueOf(failure.getMessage());
    return message.contains("connection closed")
        || message.contains("is closed")
        || message.contains("has been closed");
  }
}
