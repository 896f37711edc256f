package dev.holdfast.database.pool;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * A result set that counts its rows while they are read. It exists only while the statement log is
 * on, for every read of a column goes through it.
 */
final class TrackedResultSet implements InvocationHandler {
  private final ResultSet rows;
  private final StatementTimes statements;
  private final Checkout checkout;
  private final String sql;
  private final long start;
  private long count;
  private boolean finished;

  TrackedResultSet(
      ResultSet rows, StatementTimes statements, Checkout checkout, String sql, long start) {
    this.rows = rows;
    this.statements = statements;
    this.checkout = checkout;
    this.sql = sql;
    this.start = start;
  }

  @Override
  public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] args)
      throws Throwable {
    return switch (method.getName()) {
      case "next" -> {
        Object more = TrackedConnection.call(rows, method, args);
        count += Boolean.TRUE.equals(more) ? 1 : 0;
        yield more;
      }
      case "close" -> {
        finish();
        yield TrackedConnection.call(rows, method, args);
      }
      case "unwrap" -> unwrap(proxy, (Class<?>) TrackedConnection.first(args));
      case "equals" -> TrackedConnection.same(proxy, args);
      case "hashCode" -> System.identityHashCode(proxy);
      default -> TrackedConnection.call(rows, method, args);
    };
  }

  private Object unwrap(Object proxy, Class<?> type) throws SQLException {
    return type.isInstance(proxy) ? proxy : rows.unwrap(type);
  }

  /** Writes the line, once. */
  void finish() {
    if (!finished) {
      finished = true;
      statements.log().write(sql, checkout.borrower(), statements.now() - start, count, "ok");
    }
  }
}
