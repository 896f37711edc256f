package dev.holdfast.database.pool;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/**
 * A borrowed connection as its borrower sees it. A dynamic proxy: {@link Connection} and its
 * statements have some two hundred methods, of which a dozen matter here. Helidon's own
 * interception does not do, for it sees nothing of those who unwrap the connection.
 */
final class LentConnection implements InvocationHandler {
  private final Loans loans;
  private final Loan loan;
  private final Statements statements;

  private LentConnection(Loans loans, Loan loan, Statements statements) {
    this.loans = loans;
    this.loan = loan;
    this.statements = statements;
  }

  static Connection of(Loans loans, Loan loan, Statements statements) {
    return (Connection) proxy(Connection.class, new LentConnection(loans, loan, statements));
  }

  static Object proxy(Class<?> type, InvocationHandler handler) {
    return Proxy.newProxyInstance(
        LentConnection.class.getClassLoader(), new Class<?>[] {type}, handler);
  }

  @Override
  public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] args)
      throws Throwable {
    return switch (method.getName()) {
      case "createStatement" -> lend(proxy, Statement.class, method, args);
      case "prepareStatement" -> lend(proxy, PreparedStatement.class, method, args);
      case "prepareCall" -> lend(proxy, CallableStatement.class, method, args);
      case "commit", "rollback" ->
          statements.timed(loan, null, method.getName(), () -> decide(method, args));
      case "setAutoCommit" ->
          Boolean.TRUE.equals(first(args)) && !loan.connection().getAutoCommit()
              ? statements.timed(loan, null, "commit", () -> decide(method, args))
              : decide(method, args);
      case "setSavepoint", "releaseSavepoint", "setReadOnly", "setTransactionIsolation" ->
          decide(method, args);
      case "close", "abort" -> end(method, args);
      case "unwrap" -> unwrap(proxy, (Class<?>) first(args));
      case "isWrapperFor" -> isWrapper(proxy, (Class<?>) first(args));
      case "equals" -> same(proxy, args);
      case "hashCode" -> System.identityHashCode(proxy);
      case "toString" -> "lent to " + loan.borrower() + ": " + loan.connection();
      default -> call(loan.connection(), method, args);
    };
  }

  private Object lend(
      Object proxy, Class<?> type, Method method, @Nullable Object @Nullable [] args)
      throws Throwable {
    Object statement = call(loan.connection(), method, args);
    String sql = args != null && args.length > 0 && args[0] instanceof String text ? text : null;
    return proxy(
        type,
        new LentStatement(
            (Connection) proxy, (Statement) notNull(statement), loan, statements, sql));
  }

  /** What begins or ends a transaction. */
  private @Nullable Object decide(Method method, @Nullable Object @Nullable [] args)
      throws Throwable {
    try {
      return call(loan.connection(), method, args);
    } catch (SQLException | RuntimeException e) {
      loan.doubt();
      throw e;
    }
  }

  private @Nullable Object end(Method method, @Nullable Object @Nullable [] args) throws Throwable {
    try {
      loan.settle();
      return call(loan.connection(), method, args);
    } finally {
      loans.returned(loan);
    }
  }

  private Object unwrap(Object proxy, Class<?> type) throws SQLException {
    if (type == Loan.class) {
      return loan;
    }
    return type.isInstance(proxy) ? proxy : loan.connection().unwrap(type);
  }

  private boolean isWrapper(Object proxy, Class<?> type) throws SQLException {
    return type == Loan.class || type.isInstance(proxy) || loan.connection().isWrapperFor(type);
  }

  /** A proxy equals itself alone. */
  @SuppressWarnings("ReferenceEquality")
  static boolean same(Object proxy, @Nullable Object @Nullable [] args) {
    return args != null && proxy == args[0];
  }

  static Object first(@Nullable Object @Nullable [] args) {
    return notNull(args == null ? null : args[0]);
  }

  static Object notNull(@Nullable Object value) {
    if (value == null) {
      throw new NullPointerException("JDBC has no null here");
    }
    return value;
  }

  /** As if it had been called without a proxy in between. */
  static @Nullable Object call(Object target, Method method, @Nullable Object @Nullable [] args)
      throws Throwable {
    try {
      return method.invoke(target, args);
    } catch (InvocationTargetException e) {
      throw e.getCause() == null ? e : e.getCause();
    }
  }
}
