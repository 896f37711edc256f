package dev.holdfast.database.pool;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/** A statement of a {@link LentConnection}: what executes is timed, all else is passed on. */
final class LentStatement implements InvocationHandler {
  private final Connection lent;
  private final Statement statement;
  private final Loan loan;
  private final Statements statements;
  private @Nullable String sql;
  private @Nullable ReadRows reading;

  /**
   * Creates one.
   *
   * @param lent the connection as its borrower sees it
   * @param sql null as long as it is not known
   */
  LentStatement(
      Connection lent,
      Statement statement,
      Loan loan,
      Statements statements,
      @Nullable String sql) {
    this.lent = lent;
    this.statement = statement;
    this.loan = loan;
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
        yield LentConnection.call(statement, method, args);
      }
      case "close" -> {
        finishReading();
        yield LentConnection.call(statement, method, args);
      }
      case "getConnection" -> lent;
      case "unwrap" -> unwrap(proxy, (Class<?>) LentConnection.first(args));
      case "isWrapperFor" -> isWrapper(proxy, (Class<?>) LentConnection.first(args));
      case "equals" -> LentConnection.same(proxy, args);
      case "hashCode" -> System.identityHashCode(proxy);
      // Not the driver's: that one shows the values of parameters.
      case "toString" -> "lent to " + loan.borrower() + ": " + sql;
      default -> LentConnection.call(statement, method, args);
    };
  }

  private @Nullable Object execute(Method method, @Nullable Object @Nullable [] args)
      throws Throwable {
    finishReading();
    remember(args);
    String text = sql == null ? "" : sql;
    if (SqlText.begins(text)) {
      loan.doubt();
    }
    long start = statements.now();
    Object result =
        statements.timed(loan, statement, text, () -> LentConnection.call(statement, method, args));
    if (result instanceof ResultSet rows && statements.log().on()) {
      ReadRows read = new ReadRows(rows, statements, loan, text, start);
      reading = read;
      return LentConnection.proxy(ResultSet.class, read);
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
    ReadRows read = reading;
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
