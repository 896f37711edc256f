package dev.holdfast.database.pool;

import dev.holdfast.database.driver.PostgresCopy;
import dev.holdfast.spi.Database;
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
 * The connection that a borrower sees: a dynamic proxy that tracks its use. {@link Connection} and
 * its statements have some two hundred methods, of which a dozen matter here. Helidon's own
 * interception does not do, for it sees nothing of those who unwrap the connection.
 */
final class TrackedConnection implements InvocationHandler {
  private final Checkouts checkouts;
  private final Checkout checkout;
  private final StatementTimes statements;

  private TrackedConnection(Checkouts checkouts, Checkout checkout, StatementTimes statements) {
    this.checkouts = checkouts;
    this.checkout = checkout;
    this.statements = statements;
  }

  static Connection of(Checkouts checkouts, Checkout checkout, StatementTimes statements) {
    return (Connection)
        proxy(Connection.class, new TrackedConnection(checkouts, checkout, statements));
  }

  static Object proxy(Class<?> type, InvocationHandler handler) {
    return Proxy.newProxyInstance(
        TrackedConnection.class.getClassLoader(), new Class<?>[] {type}, handler);
  }

  @Override
  public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] args)
      throws Throwable {
    return switch (method.getName()) {
      case "createStatement" -> track(proxy, Statement.class, method, args);
      case "prepareStatement" -> track(proxy, PreparedStatement.class, method, args);
      case "prepareCall" -> track(proxy, CallableStatement.class, method, args);
      case "commit", "rollback" ->
          statements.timed(checkout, null, method.getName(), () -> decide(method, args));
      case "setAutoCommit" ->
          Boolean.TRUE.equals(first(args)) && !checkout.connection().getAutoCommit()
              ? statements.timed(checkout, null, "commit", () -> decide(method, args))
              : decide(method, args);
      case "setSavepoint", "releaseSavepoint", "setReadOnly", "setTransactionIsolation" ->
          decide(method, args);
      case "close", "abort" -> end(method, args);
      case "unwrap" -> unwrap(proxy, (Class<?>) first(args));
      case "isWrapperFor" -> isWrapper(proxy, (Class<?>) first(args));
      case "equals" -> same(proxy, args);
      case "hashCode" -> System.identityHashCode(proxy);
      case "toString" -> "lent to " + checkout.borrower() + ": " + checkout.connection();
      default -> call(checkout.connection(), method, args);
    };
  }

  private Object track(
      Object proxy, Class<?> type, Method method, @Nullable Object @Nullable [] args)
      throws Throwable {
    Object statement = call(checkout.connection(), method, args);
    String sql = args != null && args.length > 0 && args[0] instanceof String text ? text : null;
    return proxy(
        type,
        new TrackedStatement(
            (Connection) proxy, (Statement) notNull(statement), checkout, statements, sql));
  }

  /** What begins or ends a transaction. */
  private @Nullable Object decide(Method method, @Nullable Object @Nullable [] args)
      throws Throwable {
    try {
      return call(checkout.connection(), method, args);
    } catch (SQLException | RuntimeException e) {
      checkout.doubt();
      throw e;
    }
  }

  private @Nullable Object end(Method method, @Nullable Object @Nullable [] args) throws Throwable {
    try {
      checkout.settle();
      return call(checkout.connection(), method, args);
    } finally {
      checkouts.returned(checkout);
    }
  }

  private Object unwrap(Object proxy, Class<?> type) throws SQLException {
    if (type == Checkout.class) {
      return checkout;
    }
    if (type == Database.CopyIn.class && PostgresCopy.isPossible(checkout.connection())) {
      return (Database.CopyIn) this::copyIn;
    }
    return type.isInstance(proxy) ? proxy : checkout.connection().unwrap(type);
  }

  private boolean isWrapper(Object proxy, Class<?> type) throws SQLException {
    return type == Checkout.class
        || type.isInstance(proxy)
        || (type == Database.CopyIn.class && PostgresCopy.isPossible(checkout.connection()))
        || checkout.connection().isWrapperFor(type);
  }

  private long copyIn(String sql, Database.CopyIn.Rows rows) throws SQLException {
    try {
      Object copied =
          statements.timed(
              checkout, null, sql, () -> PostgresCopy.copyIn(checkout.connection(), sql, rows));
      return (Long) notNull(copied);
    } catch (SQLException | RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new SQLException("the copy failed", e);
    }
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
