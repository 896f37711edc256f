package dev.holdfast.database.examination;

import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * As much of a PgBouncer in transaction mode as our questions need: a connection has a session of
 * the server only while a transaction is open, and the last one that became free is used first.
 */
final class TransactionPooler implements AutoCloseable {
  private final PoolerExamination.Opening server;
  private final Deque<Connection> free = new ArrayDeque<>();

  TransactionPooler(PoolerExamination.Opening server) {
    this.server = server;
  }

  Connection connect() {
    return new Client().proxy();
  }

  private Connection session() throws SQLException {
    return free.isEmpty() ? server.open() : free.pop();
  }

  @Override
  public void close() throws SQLException {
    for (Connection each : free) {
      each.close();
    }
  }

  private final class Client {
    private @Nullable Connection pinned;

    Connection proxy() {
      return (Connection)
          Proxy.newProxyInstance(
              getClass().getClassLoader(),
              new Class<?>[] {Connection.class},
              (proxy, method, arguments) ->
                  switch (method.getName()) {
                    case "createStatement" -> statement();
                    case "setAutoCommit" -> pin();
                    case "rollback" -> release();
                    case "close" -> null;
                    default -> throw new UnsupportedOperationException(method.getName());
                  });
    }

    private Object statement() throws SQLException {
      Connection own = pinned;
      if (own != null) {
        return own.createStatement();
      }
      Connection lent = session();
      free.push(lent);
      return lent.createStatement();
    }

    private @Nullable Object pin() throws SQLException {
      pinned = session();
      return null;
    }

    private @Nullable Object release() {
      Connection own = pinned;
      if (own != null) {
        free.push(own);
        pinned = null;
      }
      return null;
    }
  }
}
