package dev.holdfast.distribution;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Somebody else who takes every connection of a PostgreSQL, and throws the others out for it. */
final class Crowd implements AutoCloseable {
  private static final long TRY_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private final Postgres postgres;
  private final List<Connection> taken = new ArrayList<>();
  private final Thread taking;
  private volatile boolean leaving;

  private Crowd(Postgres postgres) {
    this.postgres = postgres;
    taking = Thread.ofPlatform().daemon().name("crowd").unstarted(this::take);
  }

  /** Comes, and returns when there is no room for anybody else. */
  static Crowd in(Postgres postgres) throws Exception {
    postgres.execute("create role crowd login password 'crowd'");
    Crowd crowd = new Crowd(postgres);
    crowd.fill();
    while (!crowd.alone()) {
      DatabaseDrillIT.terminate(postgres);
      crowd.fill();
    }
    crowd.taking.start();
    return crowd;
  }

  @Override
  public void close() throws Exception {
    leaving = true;
    taking.join();
    for (Connection connection : taken) {
      connection.close();
    }
    postgres.execute("drop role crowd");
  }

  private boolean alone() throws SQLException {
    return postgres.count(
            "select count(*) from pg_stat_activity where usename = '" + DrillGround.ROLE + "'")
        == 0;
  }

  private void take() {
    while (!leaving) {
      fill();
      LockSupport.parkNanos(TRY_AGAIN_NANOS);
    }
  }

  private void fill() {
    String url =
        "jdbc:postgresql://127.0.0.1:" + postgres.port() + "/postgres?user=crowd&password=crowd";
    try {
      while (!leaving) {
        taken.add(DriverManager.getConnection(url));
      }
    } catch (SQLException e) {
      // No more room: that is what was wanted.
    }
  }
}
