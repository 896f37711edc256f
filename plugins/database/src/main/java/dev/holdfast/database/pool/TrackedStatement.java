package dev.holdfast.database.pool;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/**
 * A statement of a {@link TrackedConnection}: executions are timed, all other calls are passed on.
 */
final class TrackedStatement implements InvocationHandler {
  private final Connection tracked;
  private final Statement statement;
  private final Checkout checkout;
  private final StatementTimes statements;
  private @Nullable String sql;
  private @Nullable TrackedResultSet reading;

  /**
   * Creates one.
   *
   * @param tracked the connection as its borrower sees it
   * @param sql null as long as it is not known
   */
  TrackedStatement(
      Connection tracked,
      Statement statement,
      Checkout checkout,
      StatementTimes statements,
      @Nullable String sql) {
    this.tracked = tracked;
    this.statement = statement;
    this.checkout = checkout;
    this.statements = statements;
    this.sql = sql;
  }

  @Override
  public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] args)
      throws Throwable {
    return switch (method.getName()) {
      case "execute",
          "executeQuery",
          "executeUpdate",
          "executeLargeUpdate",
          "executeBatch",
          "executeLargeBatch" ->
          execute(method, args);
      case "addBatch" -> {
        remember(args);
        yield TrackedConnection.call(statement, method, args);
      }
      case "close" -> {
        finishReading();
        yield TrackedConnection.call(statement, method, args);
      }
      case "getConnection" -> tracked;
      case "unwrap" -> unwrap(proxy, (Class<?>) TrackedConnection.first(args));
      case "isWrapperFor" -> isWrapper(proxy, (Class<?>) TrackedConnection.first(args));
      case "equals" -> TrackedConnection.same(proxy, args);
      case "hashCode" -> System.identityHashCode(proxy);
      // Not the driver's: that one shows the values of parameters.
      case "toString" -> "lent to " + checkout.borrower() + ": " + sql;
      default -> TrackedConnection.call(statement, method, args);
    };
  }

  private @Nullable Object execute(Method method, @Nullable Object @Nullable [] args)
      throws Throwable {
    finishReading();
    remember(args);
    String text = sql == null ? "" : sql;
    if (SqlText.begins(text)) {
      checkout.doubt();
    }
    long start = statements.now();
    Object result =
        statements.timed(
            checkout, statement, text, () -> TrackedConnection.call(statement, method, args));
    if (result instanceof ResultSet rows && statements.log().on()) {
      TrackedResultSet read = new TrackedResultSet(rows, statements, checkout, text, start);
      reading = read;
      return TrackedConnection.proxy(ResultSet.class, read);
    }
    return result;
  }

  private void remember(@Nullable Object @Nullable [] args) {
    if (args != null && args.length > 0 && args[0] instanceof String text) {
      sql = text;
    }
  }

  /** A result ends with its statement, and with the next execution. */
  private void finishReading() {
    TrackedResultSet read = reading;
    reading = null;
    if (read != null) {
      read.finish();
    }
  }

  private Object unwrap(Object proxy, Class<?> type) throws SQLException {
    return type.isInstance(proxy) ? proxy : statement.unwrap(type);
  }

  private boolean isWrapper(Object proxy, Class<?> type) throws SQLException {
    return type.isInstance(proxy) || statement.isWrapperFor(type);
  }
}
