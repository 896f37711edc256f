package dev.holdfast.database;

import dev.holdfast.database.driver.FailureKinds;
import dev.holdfast.database.driver.FailureMessages;
import dev.holdfast.database.driver.Target;
import dev.holdfast.database.migration.Migrations;
import dev.holdfast.database.outage.DatabaseState;
import dev.holdfast.database.outage.Prober;
import dev.holdfast.database.pool.Checkout;
import dev.holdfast.database.pool.SwappablePool;
import dev.holdfast.spi.Database;
import dev.holdfast.spi.Problem;
import io.helidon.dbclient.DbClient;
import io.helidon.dbclient.jdbc.JdbcClientBuilder;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The {@link Database} that other plugins use: clients of the pool, and migrations. */
final class PooledDatabase implements Database {
  private final Target target;
  private final DbClient client;
  private final SwappablePool pool;
  private final Prober prober;
  private final Migrations migrations;
  private final Duration retryAfter;
  private final Map<String, Done> done = new ConcurrentHashMap<>();

  /** What was found in order, and in which life of the connection. */
  private record Done(long epoch, List<Migration> migrations) {}

  PooledDatabase(
      Target target,
      DbClient client,
      SwappablePool pool,
      Prober prober,
      Migrations migrations,
      Duration retryAfter) {
    this.target = target;
    this.client = client;
    this.pool = pool;
    this.prober = prober;
    this.migrations = migrations;
    this.retryAfter = retryAfter;
  }

  @Override
  public DbClient client() {
    return client;
  }

  @Override
  public DbClient client(Duration longestWait) {
    return JdbcClientBuilder.create().connectionPool(pool.within(longestWait)).build();
  }

  @Override
  public Dialect dialect() {
    return target.dialect();
  }

  @Override
  public void migrate(String owner, List<Migration> wanted) {
    long epoch = epoch();
    Done before = done.get(owner);
    if (before != null && before.epoch() == epoch && before.migrations().equals(wanted)) {
      return;
    }
    try (Connection connection = pool.connection()) {
      connection.unwrap(Checkout.class).withoutLimit();
      migrations.migrate(connection, owner, wanted);
    } catch (SQLException e) {
      throw migrations.outward(e, target, retryAfter);
    }
    done.put(owner, new Done(epoch, List.copyOf(wanted)));
  }

  private long epoch() {
    return prober.state() instanceof DatabaseState.Connected connected ? connected.epoch() : -1;
  }

  @Override
  public boolean awaitAvailable(Duration limit) throws InterruptedException {
    return prober.awaitConnected(limit);
  }

  /** Also has the tables looked at again when one may be missing. */
  @Override
  public FailureKind kindOf(Throwable failure) {
    FailureKind kind = FailureKinds.of(failure, target.dialect());
    if (kind == FailureKind.CONFIGURATION) {
      done.clear();
    }
    return kind;
  }

  @Override
  public Problem explain(Throwable failure) {
    return FailureMessages.problem(failure, target);
  }
}
