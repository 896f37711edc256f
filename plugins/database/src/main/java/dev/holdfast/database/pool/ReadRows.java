package dev.holdfast.database.pool;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * A result whose rows are counted while they are read. It exists only while the statement log is
 * on: every column read goes through it.
 */
final class ReadRows implements InvocationHandler {
  private final ResultSet rows;
  private final Statements statements;
  private final Loan loan;
  private final String sql;
  private final long start;
  private long count;
  private boolean finished;

  ReadRows(ResultSet rows, Statements statements, Loan loan, String sql, long start) {
    this.rows = rows;
    this.statements = statements;
    this.loan = loan;
    this.sql = sql;
    this.start = start;
  }

  @Override
  public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] args)
      throws Throwable {
    return switch (method.getName()) {
      case "next" -> {
        Object more = LentConnection.call(rows, method, args);
        count += Boolean.TRUE.equals(more) ? 1 : 0;
        yield more;
      }
      case "close" -> {
        finish();
        yield LentConnection.call(rows, method, args);
      }
      case "unwrap" -> unwrap(proxy, (Class<?>) LentConnection.first(args));
      case "equals" -> LentConnection.same(proxy, args);
      case "hashCode" -> System.identityHashCode(proxy);
      default -> LentConnection.call(rows, method, args);
    };
  }

  private Object unwrap(Object proxy, Class<?> type) throws SQLException {
    return type.isInstance(proxy) ? proxy : rows.unwrap(type);
  }

  /** Writes the line, once. */
  void finish() {
    if (!finished) {
      finished = true;
      statements.log().write(sql, loan.borrower(), statements.now() - start, count, "ok");
    }
  }
}
