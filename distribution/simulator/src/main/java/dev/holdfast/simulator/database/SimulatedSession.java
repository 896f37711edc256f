package dev.holdfast.simulator.database;

import dev.holdfast.simulator.database.PreparedStatements.Prepared;
import dev.holdfast.simulator.disk.Crash;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A borrowed connection. Each statement and each commit is a call that can fail; after the
 * connection was lost nothing works but closing it.
 */
final class SimulatedSession implements InvocationHandler {
  private final Connection real;
  private final PreparedStatements statements;
  private final Calls calls;
  private final SqlBugs bugs;
  private final Owner owner;
  private final List<Executed> written = new ArrayList<>();
  private boolean transaction;
  private boolean dead;
  private boolean closed;

  /** A statement of the transaction, so that it can be said again. */
  private record Executed(String sql, @Nullable Object[] values) {}

  /** Who lends the connection. */
  interface Owner {
    void committed() throws SQLException;

    void lost();

    void returned();
  }

  /** Creates a session on the one real connection. */
  SimulatedSession(
      Connection real, PreparedStatements statements, Calls calls, SqlBugs bugs, Owner owner) {
    this.real = real;
    this.statements = statements;
    this.calls = calls;
    this.bugs = bugs;
    this.owner = owner;
  }

  Connection connection() {
    return proxy(Connection.class, this);
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(
        Proxy.newProxyInstance(
            SimulatedSession.class.getClassLoader(), new Class<?>[] {type}, handler));
  }

  /** Somebody interrupts it from outside. */
  void interrupt() throws SQLException {
    dead = true;
    rollBack();
  }

  @Override
  public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] given)
      throws Throwable {
    @Nullable Object[] arguments = given == null ? new Object[0] : given;
    switch (method.getName()) {
      case "close" -> {
        close();
        return null;
      }
      case "isClosed" -> {
        return closed || dead;
      }
      default -> {}
    }
    if (dead) {
      throw Calls.lost();
    }
    return switch (method.getName()) {
      case "setAutoCommit" -> {
        setAutoCommit((boolean) argument(arguments, 0));
        yield null;
      }
      case "rollback" -> {
        rollBack();
        yield null;
      }
      case "prepareStatement" -> prepare(bugs.statement((String) argument(arguments, 0)));
      case "createStatement" -> statement();
      default -> forward(real, method, arguments);
    };
  }

  private static Object argument(@Nullable Object[] arguments, int index) {
    Object argument = arguments[index];
    if (argument == null) {
      throw new IllegalArgumentException("nothing is given");
    }
    return argument;
  }

  private static @Nullable Object forward(Object to, Method method, @Nullable Object[] arguments)
      throws Throwable {
    try {
      return method.invoke(to, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause() == null ? e : e.getCause();
    }
  }

  private void close() throws SQLException {
    if (!closed) {
      closed = true;
      rollBack();
      owner.returned();
    }
  }

  private void rollBack() throws SQLException {
    written.clear();
    if (transaction) {
      transaction = false;
      real.rollback();
      real.setAutoCommit(true);
    }
  }

  private void setAutoCommit(boolean commits) throws SQLException {
    if (!commits) {
      transaction = true;
      real.setAutoCommit(false);
    } else if (transaction) {
      commit();
    }
  }

  private void commit() throws SQLException {
    boolean crashes = before(!written.isEmpty());
    if (bugs.commitsThePlaceFirst()
        && written.stream().anyMatch(each -> SqlBugs.isMove(each.sql))) {
      commitThePlaceFirst();
    }
    transaction = false;
    written.clear();
    real.setAutoCommit(true);
    owner.committed();
    if (crashes) {
      throw ended(calls.crash());
    }
    if (calls.comes(DatabaseFault.COMMIT_IN_DOUBT)) {
      dead = true;
      owner.lost();
      throw Calls.lost();
    }
  }

  private void commitThePlaceFirst() throws SQLException {
    List<Executed> again = List.copyOf(written);
    real.rollback();
    for (boolean move : new boolean[] {true, false}) {
      for (Executed each : again) {
        if (SqlBugs.isMove(each.sql) == move) {
          execute(each);
        }
      }
      if (move) {
        real.commit();
        owner.committed();
        if (before(true)) {
          throw ended(calls.crash());
        }
      }
    }
  }

  private void execute(Executed each) throws SQLException {
    PreparedStatement statement = statements.of(each.sql).statement();
    for (int i = 0; i < each.values.length; i++) {
      statement.setObject(i + 1, each.values[i]);
    }
    statement.execute();
  }

  /** The process is gone: nothing that it does on its way out reaches the database. */
  private Crash ended(Crash crash) throws SQLException {
    dead = true;
    rollBack();
    return crash;
  }

  private boolean before(boolean writes) throws SQLException {
    try {
      return calls.before(writes);
    } catch (Crash crash) {
      throw ended(crash);
    } catch (SQLException e) {
      if (Calls.isLost(e)) {
        dead = true;
        rollBack();
        owner.lost();
      } else if (Calls.isFull(e) && transaction) {
        // SQLite rolls back by itself.
        written.clear();
        real.rollback();
      }
      throw e;
    }
  }

  private PreparedStatement prepare(String sql) throws SQLException {
    Prepared prepared = statements.of(sql);
    return proxy(
        PreparedStatement.class,
        (proxy, method, given) -> {
          @Nullable Object[] arguments = given == null ? new Object[0] : given;
          String name = method.getName();
          if (name.equals("close")) {
            return null;
          }
          if (name.startsWith("set") && arguments.length == 2) {
            int index = (int) argument(arguments, 0);
            int to = bugs.index(sql, index);
            Object value = bugs.value(sql, index, arguments[1]);
            prepared.values()[to - 1] = value;
            prepared.statement().setObject(to, value);
            return null;
          }
          return name.startsWith("execute")
              ? run(sql, prepared.values(), prepared.statement(), method, arguments)
              : forward(prepared.statement(), method, arguments);
        });
  }

  private Statement statement() throws SQLException {
    Statement plain = real.createStatement();
    return proxy(
        Statement.class,
        (proxy, method, given) -> {
          @Nullable Object[] arguments = given == null ? new Object[0] : given.clone();
          if (!method.getName().startsWith("execute")) {
            return forward(plain, method, arguments);
          }
          String sql = bugs.statement((String) argument(arguments, 0));
          arguments[0] = sql;
          return run(sql, new Object[0], plain, method, arguments);
        });
  }

  private @Nullable Object run(
      String sql,
      @Nullable Object[] values,
      Statement statement,
      Method method,
      @Nullable Object[] arguments)
      throws Throwable {
    if (dead) {
      throw Calls.lost();
    }
    boolean writes = !sql.startsWith("select") && !sql.startsWith("pragma");
    boolean crashes = before(writes);
    Object result;
    try {
      result = forward(statement, method, arguments);
    } catch (SQLException e) {
      bugs.refused(true);
      statements.discard(sql);
      throw e;
    }
    if (writes && transaction) {
      written.add(new Executed(sql, Arrays.copyOf(values, values.length)));
    }
    if (crashes) {
      statements.discard(sql);
      throw ended(calls.crash());
    }
    return result;
  }
}
